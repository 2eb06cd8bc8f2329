/** What an upload says of itself: how far, how fast, what keeps it, and why it has ended. */

import { duration, number, perSecond, size } from "./format.js";
import { _, ngettext } from "./words.js";

/** @typedef {import("./upload.js").Upload} Upload */

/**
 * What is said while folders are read.
 * @param {number} found
 */
export function lookedThrough(found) {
  return ngettext("Looking through folders: %(num)s file so far", "Looking through folders: %(num)s files so far", found);
}

/**
 * Whether the job takes nothing any more, since another page has cancelled or deleted it.
 * @param {Error & {code?: string, gone?: boolean}} error
 */
export const isOver = ({ code, gone }) => gone || code === "job_cancelled";

/**
 * What is said then.
 * @param {Upload} upload
 * @param {boolean} deleted
 */
export function endWords(upload, deleted) {
  if (deleted) {
    return {
      title: _("The job was deleted while this page was sending to it"),
      detail: _("What was sent is gone with it. To send these files all the same, choose them again for a new job."),
    };
  }
  return { title: _("The job was cancelled while this page was sending to it"), detail: keptWords(upload) };
}

/** @param {Upload} upload */
function keptWords(upload) {
  if (upload.accepted) {
    return _("%(safe)s of %(all)s had come and are kept; the others were not sent. To send those, choose them again for a new job.", safety(upload));
  }
  return ngettext(
    "The image had not come. To send it, choose it again for a new job.",
    "None of the %(num)s images had come. To send them, choose them again for a new job.",
    upload.total,
  );
}

/** @param {Upload} upload */
export function speed(upload) {
  const amount = _("%(sent)s of %(all)s", { sent: size(upload.bytes), all: size(upload.totalBytes) });
  const rate = upload.images.rate;
  if (!rate || upload.trouble || upload.stopped) return amount;
  const left = (upload.totalBytes - upload.bytes) / Math.max(1, upload.volume.rate);
  const pace = _("%(rate)s images/s · about %(time)s left", { rate: perSecond(rate), time: duration(left) });
  return `${amount} · ${size(upload.volume.rate)}/s · ${pace}`;
}

/** @param {Upload} upload */
export function troubleWords(upload) {
  if (!upload.trouble) return "";
  const { error, until } = upload.trouble;
  const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
  const values = { seconds, ...safety(upload) };
  if (error.status) {
    return seconds
      ? _("The server is busy; %(safe)s of %(all)s are safe; trying again in %(seconds)s s.", values)
      : _("The server is busy; %(safe)s of %(all)s are safe; trying again.", values);
  }
  return seconds
    ? _("Connection lost; %(safe)s of %(all)s are safe; trying again in %(seconds)s s.", values)
    : _("Connection lost; %(safe)s of %(all)s are safe; trying again.", values);
}

/** @param {Upload} upload */
export const safety = ({ accepted, total }) => ({ safe: number(accepted), all: number(total) });
