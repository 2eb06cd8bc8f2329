/** Finds which files a job does not have yet, by their content: names may have changed, and copies count. */

import { call } from "./api.js";

/** @typedef {import("./collect.js").Picked} Picked */

const HASHED_AT_ONCE = 4;

/**
 * @param {string} jobId
 * @param {Picked[]} files
 * @param {(compared: number) => void} tell
 * @returns {Promise<Picked[]>}
 */
export async function missingFrom(jobId, files, tell) {
  if (!crypto.subtle) throw new Error("Comparing files needs a secure page: open Browline over HTTPS or on its own machine.");
  const there = await hashesOf(jobId);
  const missing = [];
  let compared = 0;
  const queue = files.values();
  const lanes = Array.from({ length: HASHED_AT_ONCE }, async () => {
    for (const one of queue) {
      const hash = await sha256(one.file);
      const copies = there.get(hash) ?? 0;
      if (copies) there.set(hash, copies - 1);
      else missing.push(one);
      tell((compared += 1));
    }
  });
  await Promise.all(lanes);
  return missing;
}

/**
 * @param {string} jobId
 * @returns {Promise<Map<string, number>>} how many images have each hash
 */
async function hashesOf(jobId) {
  /** @type {Map<string, number>} */
  const hashes = new Map();
  let cursor = "";
  do {
    const query = new URLSearchParams({ limit: "1000", ...(cursor ? { cursor } : {}) });
    const page = await (await call(`/api/v1/jobs/${jobId}/images?${query}`)).json();
    for (const { sha256: hash } of page.items) hashes.set(hash, (hashes.get(hash) ?? 0) + 1);
    cursor = page.next_cursor;
  } while (cursor);
  return hashes;
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
