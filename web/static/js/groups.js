/** Sorts out files that would be refused anyway, and packs the others into groups of the size that sends fastest. */

import { newKey } from "./api.js";
import { fixed } from "./numbers.js";
import { isVideo } from "./videos.js";
import { _ } from "./words.js";

/** @typedef {import("./collect.js").Picked} Picked */
/**
 * `key` and, from the first try on, `begun` are the same in all its retries.
 * @typedef {{files: Picked[], bytes: number, key: string, begun?: number}} Group
 */

const MOST_FILES = 64;
const MOST_BYTES = 8e6;
const MIB = 2 ** 20;
// Of the types of `imaging/foreign.py`.
const ARCHIVE = /\.(zip|rar|7z|tar|tgz|gz|bz2|xz|zst)$/i;
const OTHER = /\.(tiff|tif|gif|heic|avif|psd|pdf|jxl|jp2)$/i;
const FILM = /\.(avi)$/i;

/**
 * @param {Picked[]} picked
 * @param {import("./videos.js").Most} most
 * @returns {{fit: Picked[], refused: string[]}} the reasons in the server's words
 */
export function precheck(picked, most) {
  const fit = [];
  const refused = [];
  for (const one of picked) {
    const reason = refusal(one.file, isVideo(one.file) ? most.video : most.image);
    if (reason) refused.push(`${one.name}: ${reason}`);
    else fit.push(one);
  }
  return { fit, refused };
}

/**
 * @param {File} file
 * @param {number} maxBytes
 */
function refusal({ name, size }, maxBytes) {
  if (size === 0) return _("the file is empty; copy it again from where it came.");
  if (size <= maxBytes) return "";
  // Of these a smaller one would be of no use.
  const named = (ends) => ({ name: ends.exec(name)[1].toUpperCase() });
  if (ARCHIVE.test(name)) return _("this is an archive (%(name)s); unpack it, and send the pictures that are in it.", named(ARCHIVE));
  if (OTHER.test(name)) return _("this type (%(name)s) is not supported; convert it to JPEG, PNG or WebP.", named(OTHER));
  if (FILM.test(name)) return _("this type of video (%(name)s) is not supported; convert it to MP4, WebM, MOV or MKV.", named(FILM));
  const [has, allowed] = [size, maxBytes].map((bytes) => fixed(bytes / MIB, 1));
  return _(
    "the file has %(has)s MiB, more than the %(allowed)s MiB allowed; save it smaller or with stronger compression.",
    { has, allowed },
  );
}

/**
 * @param {Picked[]} picked
 * @returns {Group[]}
 */
export function group(picked) {
  /** @type {Group[]} */
  const groups = [];
  let open = null;
  for (const one of picked) {
    if (isVideo(one.file)) {
      groups.push({ files: [one], bytes: one.file.size, key: newKey() }); // a lost connection costs only itself
      continue;
    }
    if (!open || open.files.length === MOST_FILES || open.bytes + one.file.size > MOST_BYTES) {
      open = { files: [], bytes: 0, key: newKey() };
      groups.push(open);
    }
    open.files.push(one);
    open.bytes += one.file.size;
  }
  return groups;
}
