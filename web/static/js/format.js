/** How numbers, sizes and times are written for people: as the server's templates write them. */

import { number } from "./numbers.js";

export { number };
const NARROW = "\u202f";

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** @param {number} rate things a second */
export const perSecond = (rate) => number(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate));

/**
 * A confidence as a percentage; with a decimal, cut and never rounded up, where it decides.
 * @param {number} share
 * @param {number} threshold
 */
export function confidence(share, threshold) {
  const near = Math.abs(share - threshold) < 0.01 || share > 0.99;
  return `${near ? (Math.floor(share * 1000) / 10).toFixed(1) : Math.round(share * 100)}${NARROW}%`;
}

/**
 * About how long: "40 s", "3 min", "1 h 20 min".
 * @param {number} seconds
 */
export function duration(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * @param {Date} moment
 * @param {number} [now]
 */
export function ago(moment, now = Date.now()) {
  const seconds = (now - moment.getTime()) / 1000;
  if (seconds < 10) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return moment.toLocaleDateString("en", { day: "numeric", month: "short", year: "numeric" });
}

/** @param {Date} moment */
export const clock = (moment) => moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
