/** Sends one frame and waits for its answer, however long the queue takes; and says answers in words. */

import { call, newKey } from "./api.js";
import { confidence, plainPercent } from "./numbers.js";
import { pause } from "./insist.js";
import { _, errorWords, ngettext } from "./words.js";

/**
 * @typedef {object} Face one face of an answer, or the whole answer where there is one at most
 * @property {string} job_id
 * @property {number} width of the frame in pixels
 * @property {number} height
 * @property {number} face_x in pixels of the frame
 * @property {number} face_y
 * @property {number} face_w
 * @property {number} face_h
 * @property {"classified" | "no_face" | "failed"} status
 * @property {"female" | "male" | null} label
 * @property {number | null} confidence
 * @property {number | null} p_female
 * @property {number | null} p_male
 * @property {"female" | "male" | "uncertain" | null} decision
 * @property {string | null} age_group
 * @property {"none" | "worn" | null} mask
 * @property {string} quality_flags words with spaces between them
 * @property {string | null} error_code
 * @property {string | null} error_detail
 */
/** @typedef {Face & {faces: Face[]}} Result */

const WAIT = 10; // seconds that the server holds an answer
export const NAMES = { female: _("Female"), male: _("Male") };
export const IN_TEXT = { female: _("female"), male: _("male") };
const FLAGS = { blurred: _("blurred"), dark: _("dark"), tiny: _("tiny"), turned: _("turned") };
const MASKS = { none: _("no mask"), worn: _("mask worn") };

/**
 * @param {Blob} frame
 * @param {object} [options]
 * @param {boolean} [options.keep] whether the server keeps it, as a snapshot; a live frame is gone when it was answered
 * @param {number} [options.wait] seconds that the server holds an answer before `waiting` hears of it
 * @param {number} [options.timeout] milliseconds after which a server that says nothing at all is given up
 * @param {AbortSignal} [options.signal]
 * @param {() => void} [options.waiting] hears that it takes longer than usual
 * @returns {Promise<Result>}
 */
export async function classify(frame, { keep = true, wait = WAIT, timeout, signal, waiting = () => {} } = {}) {
  let asked = performance.now();
  let response = await call(`/api/v1/snapshots?wait=${wait}${keep ? "" : "&keep=false"}`, {
    method: "POST",
    body: frame,
    headers: { "Content-Type": "image/jpeg", ...(keep ? { "Idempotency-Key": newKey() } : {}) },
    signal,
    timeout,
  });
  while (response.status === 202) {
    waiting();
    // A server that has no room to hold answers gives this one at once, and says when to ask again.
    if (performance.now() - asked < 1000) await pause(1000 * Number(response.headers.get("Retry-After") ?? 1), signal);
    asked = performance.now();
    response = await call(`${response.headers.get("Location")}?wait=${wait}`, { signal, timeout });
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
  const { status, error_code: code, error_detail: reason, faces } = result;
  if (status === "failed") return { kind: "failed", word: _("Failed"), share: "", aside: errorWords(code, reason ?? ""), more: "" };
  if (!faces.length) {
    return { kind: "no_face", word: _("No face found"), share: "", aside: _("Come closer, or into more light."), more: "" };
  }
  if (faces.length > 1) {
    const word = ngettext("%(num)s face", "%(num)s faces", faces.length);
    return { kind: "several", word, share: "", aside: _("apparent gender"), more: listed(faces, threshold) };
  }
  const [face] = faces;
  const { kind, word, share } = faceInWords(face, threshold);
  const aside = kind === "uncertain" ? doubt(face, threshold) : _("apparent gender");
  return { kind, word, share, aside, more: moreOf(face) };
}

/**
 * @param {Face} face
 * @param {number} threshold
 */
export function faceInWords({ label, confidence: sure, decision }, threshold) {
  const share = confidence(sure, threshold);
  if (decision === "uncertain") return { kind: "uncertain", word: _("Uncertain"), share: `${share} ${IN_TEXT[label]}` };
  return { kind: label, word: NAMES[label], share };
}

/** The faces from left to right, as they are seen. */
function listed(faces, threshold) {
  const inOrder = [...faces].sort((one, other) => one.face_x - other.face_x);
  return inOrder.map((face) => faceInWords(face, threshold)).map(({ word, share }) => `${word} ${share}`).join(" · ");
}

/** Why a face is uncertain: its confidence, else what may have misled the model. */
function doubt({ confidence: sure, quality_flags: flags }, threshold) {
  return sure < threshold || !flags ? _("under your %(share)s", { share: plainPercent(threshold) }) : flaws(flags);
}

/** @param {Face} face */
function moreOf({ age_group: age, mask, quality_flags: flags }) {
  const years = age ? _("apparent age %(age)s", { age: age.replace("-", "–") }) : "";
  const parts = [years, mask ? MASKS[mask] : "", flaws(flags)];
  return parts.filter(Boolean).join(" · ");
}

/** @param {string} flags words with spaces between them */
function flaws(flags) {
  return flags.split(" ").map((word) => FLAGS[word] ?? word).join(", ");
}
