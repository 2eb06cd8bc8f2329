/** The people of a job's videos: fresh while the job works; opening one fetches its frames. */

import { call } from "./api.js";
import { live } from "./live.js";
import { poll } from "./poll.js";
import { keepTimes } from "./times.js";

const BUSY = 1500;

const page = document.getElementById("tracks-page");
const refresh = live(document.getElementById("live"), page.dataset.live);

keepTimes();
poll(async () => {
  await refresh();
  return document.getElementById("tracks-wait") ? BUSY : null;
});

// `toggle` does not bubble.
document.addEventListener("toggle", (event) => showFrames(event.target), true);

/** @param {EventTarget | null} details */
async function showFrames(details) {
  if (!(details instanceof HTMLDetailsElement) || !details.open || !details.dataset.frames) return;
  const strip = details.querySelector(".strip");
  if (strip.childElementCount) return;
  try {
    const response = await call(details.dataset.frames);
    strip.innerHTML = await response.text();
  } catch (error) {
    strip.textContent = error.message;
  }
}
