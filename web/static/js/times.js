/** Turns the server's exact times into "3 min ago", with the exact time in the reader's zone on hover. */

import { ago } from "./format.js";

/** Writes every time on the page, now and every few seconds. */
export function keepTimes() {
  showTimes();
  setInterval(showTimes, 5000);
}

export function showTimes() {
  for (const element of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(element.getAttribute("datetime") ?? "");
    const words = ago(moment);
    if (element.textContent !== words) element.textContent = words;
    element.setAttribute("title", moment.toLocaleString());
  }
}
