/** Sends one frame and waits for its answer, however long the queue takes. */

import { call, newKey } from "./api.js";
import { confidence } from "./format.js";

/**
 * @typedef {object} Result
 * @property {string} job_id
 * @property {"classified" | "no_face" | "failed"} status
 * @property {"female" | "male" | null} label
 * @property {number | null} confidence
 * @property {"female" | "male" | "uncertain" | null} decision
 * @property {string | null} age_group
 * @property {"none" | "worn" | null} mask
 * @property {string} quality_flags words with spaces between them
 * @property {string | null} error_detail
 */

const WAIT = 10; // seconds that the server holds an answer

/**
 * @param {Blob} frame
 * @param {() => void} waiting hears that it takes longer than usual
 * @returns {Promise<Result>}
 */
export async function classify(frame, waiting) {
  let response = await call(`/api/v1/snapshots?wait=${WAIT}`, {
    method: "POST",
    body: frame,
    headers: { "Content-Type": "image/jpeg", "Idempotency-Key": newKey() },
  });
  while (response.status === 202) {
    waiting();
    response = await call(`${response.headers.get("Location")}?wait=${WAIT}`);
  }
  return response.json();
}

/** @typedef {{kind: string, word: string, share: string, aside: string, more: string}} Words */

/**
 * A result in words: what it is, how sure, what to make of it, and what else the model says.
 * @param {Result} result
 * @param {number} threshold
 * @returns {Words}
 */
export function inWords(result, threshold) {
  const { status, label, confidence: sure, decision, error_detail: reason } = result;
  if (status === "failed") return { kind: "failed", word: "Failed", share: "", aside: reason ?? "", more: "" };
  if (!label || sure === null) return { kind: "no_face", word: "No face found", share: "", aside: "Put one face into the square.", more: "" };
  const share = confidence(sure, threshold);
  const more = moreOf(result);
  if (decision !== "uncertain") return { kind: label, word: label === "female" ? "Female" : "Male", share, aside: "apparent gender", more };
  return { kind: "uncertain", word: "Uncertain", share: `${share} ${label}`, aside: `under your ${confidence(threshold, 0)}`, more };
}

/** @param {Result} result */
function moreOf({ age_group: age, mask, quality_flags: flags }) {
  const masks = { none: "no mask", worn: "mask worn" };
  const parts = [age ? `apparent age ${age.replace("-", "–")}` : "", mask ? masks[mask] : "", flags.replaceAll(" ", ", ")];
  return parts.filter(Boolean).join(" · ");
}
