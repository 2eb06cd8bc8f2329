/** Sorts out files that would be refused anyway, and packs the others into groups of the size that sends fastest. */

import { newKey } from "./api.js";
import { isVideo } from "./videos.js";

/** @typedef {import("./collect.js").Picked} Picked */
/** @typedef {{files: Picked[], bytes: number, key: string}} Group `key` is the same in all its retries */

const MOST_FILES = 64;
const MOST_BYTES = 8e6;
const MIB = 2 ** 20;

/**
 * @param {Picked[]} picked
 * @param {import("./videos.js").Most} most
 * @returns {{fit: Picked[], refused: string[]}} the reasons in the server's words
 */
export function precheck(picked, most) {
  const fit = [];
  const refused = [];
  for (const one of picked) {
    const reason = refusal(one.file.size, isVideo(one.file) ? most.video : most.image);
    if (reason) refused.push(`${one.name}: ${reason}`);
    else fit.push(one);
  }
  return { fit, refused };
}

/**
 * @param {number} size
 * @param {number} maxBytes
 */
function refusal(size, maxBytes) {
  if (size === 0) return "the file is empty; choose the picture again.";
  if (size <= maxBytes) return "";
  const [has, allowed] = [size, maxBytes].map((bytes) => (bytes / MIB).toFixed(1));
  return `the file has ${has} MiB, more than the ${allowed} MiB allowed; save it smaller or with stronger compression.`;
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
