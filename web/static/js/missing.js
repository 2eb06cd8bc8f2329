/** Finds which files a job does not have yet, by their content: names may have changed, and copies count. */

import { call } from "./api.js";
import { isVideo } from "./videos.js";
import { _ } from "./words.js";

/** @typedef {import("./collect.js").Picked} Picked */

const HASHED_AT_ONCE = 4;

/**
 * @param {string} jobId
 * @param {Picked[]} files
 * @param {(compared: number) => void} tell
 * @returns {Promise<Picked[]>}
 */
export async function missingFrom(jobId, files, tell) {
  if (!crypto.subtle) throw new Error(_("Comparing files needs a secure page: open Browline over HTTPS or on its own machine."));
  const there = await hashesOf(jobId);
  const films = await videosOf(jobId);
  const missing = [];
  let compared = 0;
  const queue = files.values();
  const lanes = Array.from({ length: HASHED_AT_ONCE }, async () => {
    for (const one of queue) {
      // A video is too large to hash here: its name and size have to do.
      const [known, key] = isVideo(one.file) ? [films, `${one.name} ${one.file.size}`] : [there, await sha256(one.file)];
      const copies = known.get(key) ?? 0;
      if (copies) known.set(key, copies - 1);
      else missing.push(one);
      tell((compared += 1));
    }
  });
  await Promise.all(lanes);
  return missing;
}

/** @param {string} jobId */
const hashesOf = (jobId) => counted(`/api/v1/jobs/${jobId}/images`, (image) => image.sha256);

/** @param {string} jobId */
const videosOf = (jobId) => counted(`/api/v1/jobs/${jobId}/videos`, (video) => `${video.filename} ${video.bytes}`);

/**
 * @param {string} address of a list
 * @param {(item: Record<string, any>) => string} keyOf
 * @returns {Promise<Map<string, number>>} how many items have each key
 */
async function counted(address, keyOf) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  let cursor = "";
  do {
    const query = new URLSearchParams({ limit: "1000", ...(cursor ? { cursor } : {}) });
    const page = await (await call(`${address}?${query}`)).json();
    for (const item of page.items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
    cursor = page.next_cursor;
  } while (cursor);
  return counts;
}

/**
 * @param {File} file
 * @returns {Promise<string>} in hexadecimal; empty for a file that cannot be read, which sending will tell
 */
async function sha256(file) {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}
