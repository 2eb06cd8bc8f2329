/** Fetches a piece of the page from the server again and patches it in; an ETag makes "nothing new" cheap. */

import { call } from "./api.js";
import { patch } from "./patch.js";
import { showTimes } from "./times.js";

/**
 * @param {Element} container
 * @param {() => string} address of the fragment, now
 * @returns {(signal?: AbortSignal) => Promise<boolean>} brings it up to date; true if something was new
 */
export function live(container, address) {
  let [shown, tag] = [address(), ""];
  let [asked, answered] = [0, 0]; // turns: the last one, and that of what is shown
  return async (signal) => {
    const from = address();
    const turn = (asked += 1);
    const response = await call(from, { signal, headers: tag && from === shown ? { "If-None-Match": tag } : {} });
    if (response.status === 304) return false;
    const html = await response.text();
    if (from !== address() || turn < answered) return false; // it is late: something else is shown, or newer, by now
    [shown, answered] = [from, turn];
    tag = response.headers.get("ETag") ?? "";
    patch(container, html);
    showTimes();
    return true;
  };
}
