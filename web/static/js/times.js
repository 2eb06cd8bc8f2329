/** Turns the server's exact times into "3 min ago"; the exact time in the reader's zone is told on hover, and aloud. */

import { ago, exactly } from "./format.js";

/** Writes every time on the page, now and every few seconds. */
export function keepTimes() {
  showTimes();
  setInterval(showTimes, 5000);
}

export function showTimes() {
  for (const element of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(element.getAttribute("datetime") ?? "");
    if (!element.title) exact(element, exactly(moment));
    const words = ago(moment);
    if (element.firstChild.data !== words) element.firstChild.data = words;
  }
}

/**
 * @param {HTMLTimeElement} element
 * @param {string} words
 */
function exact(element, words) {
  element.title = words;
  const aloud = document.createElement("span");
  aloud.className = "visually-hidden";
  aloud.textContent = ` (${words})`;
  element.replaceChildren("", aloud);
}
