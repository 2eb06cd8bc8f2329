/** What lies beneath a person of a video: opening it fetches their frames. */

import { call } from "./api.js";
import { ngettext } from "./words.js";

/** It listens on the document, because the rows are rendered again and again; `toggle` does not bubble. */
export function watchStrips() {
  document.addEventListener("toggle", (event) => fill(event.target), true);
}

/** @param {EventTarget | null} details */
async function fill(details) {
  if (!(details instanceof HTMLDetailsElement) || !details.open || !details.dataset.frames) return;
  const strip = details.querySelector(".strip");
  if (strip.childElementCount) return;
  try {
    const response = await call(details.dataset.frames);
    strip.innerHTML = await response.text();
    speak(ngettext("%(num)s picture is shown.", "%(num)s pictures are shown.", strip.querySelectorAll("li").length));
  } catch (error) {
    strip.textContent = error.message;
    speak(error.message);
  }
}

/** To those who listen, in one sentence: a strip that spoke for itself would read each of its pictures.
 * @param {string} words */
function speak(words) {
  document.getElementById("spoken").textContent = words;
}
