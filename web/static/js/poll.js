/** Asks again and again without being a burden: slower while the connection is lost, not at all while nobody looks. */

import { clock } from "./format.js";
import { _ } from "./words.js";

const SLOWEST = 10_000;

/**
 * @param {() => Promise<number | null>} task brings the page up to date; returns the milliseconds until the next
 *   time, or null when nothing will change by itself
 * @param {boolean} [moving] whether anything will, by what the page says
 * @returns {{wake: () => Promise<void>}} `wake` asks now, and is done when the page is up to date
 */
export function poll(task, moving = true) {
  let timer = 0;
  let failures = 0;
  /** @type {Promise<void> | null} */
  let running = null;
  let good = new Date();

  async function once() {
    clearTimeout(timer);
    if (document.hidden) return;
    let wait;
    try {
      wait = await task();
      good = new Date();
      failures = 0;
      tellStale("");
    } catch (error) {
      failures += 1;
      wait = error.temporary ? Math.min(SLOWEST, 1000 * 2 ** failures) : null;
      tellStale(error.temporary ? _("Lost connection, showing %(time)s; trying again.", { time: clock(good) }) : error.message);
    }
    if (wait !== null) timer = setTimeout(round, wait);
  }

  function round() {
    running ??= once().finally(() => (running = null));
    return running;
  }

  async function wake() {
    await running; // it may have asked before there was what it is woken for
    await round();
  }

  document.addEventListener("visibilitychange", round);
  window.addEventListener("online", round);
  if (moving) timer = setTimeout(round, 500);
  return { wake };
}

/**
 * Says beneath the page what keeps it from being up to date.
 * @param {string} words empty when nothing does
 */
export function tellStale(words) {
  const line = document.getElementById("stale");
  if (!line) return;
  line.hidden = !words;
  line.textContent = words;
}
