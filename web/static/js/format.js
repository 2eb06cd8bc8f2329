/** How numbers, sizes and times are written for people: as the server's templates write them. */

import { fixed, language, number, percent } from "./numbers.js";
import { _ } from "./words.js";

export { number, percent };
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long" });
const time = new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23" });

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/**
 * So many bytes in the unit that fits: "3.8 kB", "45 GB".
 * @param {number} bytes
 */
export function size(bytes) {
  let [count, place] = [bytes, 0];
  for (; count >= 999.5 && place < UNITS.length - 1; place += 1) count /= 1000;
  return `${fixed(count, place && count < 9.95 ? 1 : 0)} ${UNITS[place]}`;
}

/** @param {number} rate things a second */
export const perSecond = (rate) => number(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate));

/**
 * About how long: "40 s", "3 min", "1 h 20 min".
 * @param {number} seconds
 */
export function duration(seconds) {
  if (seconds < 90) return _("%(seconds)s s", { seconds: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return _("%(minutes)s min", { minutes });
  return _("%(hours)s h %(minutes)s min", { hours: number(Math.floor(minutes / 60)), minutes: minutes % 60 });
}

/**
 * @param {Date} moment
 * @param {number} [now]
 */
export function ago(moment, now = Date.now()) {
  const seconds = (now - moment.getTime()) / 1000;
  if (seconds < 10) return _("just now");
  if (seconds < 60) return _("%(seconds)s s ago", { seconds: Math.floor(seconds) });
  if (seconds < 3600) return _("%(minutes)s min ago", { minutes: Math.floor(seconds / 60) });
  if (seconds < 86_400) return _("%(hours)s h ago", { hours: Math.floor(seconds / 3600) });
  return day.format(moment);
}

/**
 * The exact time in the reader's zone, which is named.
 * @param {Date} moment
 */
export const exactly = (moment) => exact.format(moment);

/** @param {Date} moment */
export const clock = (moment) => time.format(moment);
