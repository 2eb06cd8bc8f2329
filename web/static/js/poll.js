/** Asks again and again without being a burden: slower while the connection is lost, not at all while nobody looks. */

import { clock } from "./format.js";
import { _ } from "./words.js";

const SLOWEST = 10_000;

/**
 * @param {() => Promise<number | null>} task brings the page up to date; returns the milliseconds until the next
 *   time, or null when nothing will change by itself
 * @returns {{wake: () => void}} `wake` asks now
 */
export function poll(task) {
  let timer = 0;
  let failures = 0;
  let running = false;
  let good = new Date();

  async function round() {
    clearTimeout(timer);
    if (running || document.hidden) return;
    running = true;
    let wait;
    try {
      wait = await task();
      good = new Date();
      failures = 0;
      say("");
    } catch (error) {
      failures += 1;
      wait = error.temporary ? Math.min(SLOWEST, 1000 * 2 ** failures) : null;
      say(error.temporary ? _("Lost connection, showing %(time)s; trying again.", { time: clock(good) }) : error.message);
    }
    running = false;
    if (wait !== null) timer = setTimeout(round, wait);
  }

  document.addEventListener("visibilitychange", round);
  window.addEventListener("online", round);
  timer = setTimeout(round, 500);
  return { wake: round };
}

/** @param {string} words */
function say(words) {
  const line = document.getElementById("stale");
  if (!line) return;
  line.hidden = !words;
  line.textContent = words;
}
