/** The last snapshots beside the camera: in this page's memory only; the day's job has them all. */

import { ago } from "./format.js";
import { _ } from "./words.js";

const KEPT = 12;

/**
 * @param {Blob} frame
 * @param {import("./snapshot.js").Words} answer
 */
export function addRecent(frame, answer) {
  const list = document.getElementById("recent");
  const item = document.createElement("li");
  const picture = document.createElement("img");
  picture.src = URL.createObjectURL(frame);
  picture.alt = _("Snapshot");
  const words = document.createElement("div");
  const label = document.createElement("span");
  label.className = `word ${answer.kind}`;
  label.textContent = answer.word;
  const moment = new Date();
  const time = document.createElement("time");
  time.dateTime = moment.toISOString();
  time.textContent = ago(moment);
  const line = document.createElement("span");
  line.className = "muted small numbers";
  line.append(answer.share ? `${answer.share} · ` : "", time);
  const more = document.createElement("span");
  more.className = "muted small";
  more.textContent = answer.more;
  words.append(label, line, more);
  item.append(picture, words);
  list.prepend(item);
  document.getElementById("recent-empty").hidden = true;
  while (list.childElementCount > KEPT) forget(list.lastElementChild);
}

/** @param {Element} item */
function forget(item) {
  URL.revokeObjectURL(item.querySelector("img").src);
  item.remove();
}
