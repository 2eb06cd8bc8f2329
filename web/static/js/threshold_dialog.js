/** The slider of a job's threshold, in a dialog on the job's page; what it says is fetched when it is opened. */

import { call } from "./api.js";
import { watchThreshold } from "./threshold.js";
import { _ } from "./words.js";

/** @param {() => void} saved hears that another threshold counts now */
export function watchThresholdDialog(saved) {
  const dialog = document.getElementById("threshold-dialog");
  const body = document.getElementById("threshold-body");
  // The button that opened it may have been replaced meanwhile.
  dialog.addEventListener("close", () => document.getElementById("threshold-open")?.focus());
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element ? event.target.closest("#threshold-open") : null;
    if (!(button instanceof HTMLButtonElement)) return;
    body.textContent = _("Counting …");
    body.setAttribute("aria-busy", "true");
    dialog.showModal();
    try {
      const response = await call(button.dataset.address);
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").body;
      body.replaceChildren(...fresh.childNodes);
      watchThreshold(body, saved);
      body.querySelector("input")?.focus();
    } catch (error) {
      body.textContent = _("That could not be counted: %(why)s Close this and try again.", { why: error.message });
    }
    body.setAttribute("aria-busy", "false");
  });
}
