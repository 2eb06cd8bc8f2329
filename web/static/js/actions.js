/** What can be done to a job: what takes something away asks once with the number it touches. */

import { call, newKey, Problem } from "./api.js";
import { _, ngettext } from "./words.js";

/** @typedef {{title: string, detail: string, yes: string, method: string, path: string}} Question */

/** @type {Record<string, (name: string, count: number) => Question>} */
const QUESTIONS = {
  cancel: (name, count) => ({
    title: _("Cancel %(name)s?", { name }),
    detail: ngettext(
      "%(num)s image that waits will not be classified. Results so far stay, and you can run the rest later.",
      "%(num)s images that wait will not be classified. Results so far stay, and you can run the rest later.",
      count,
    ),
    yes: _("Cancel the job"),
    method: "POST",
    path: "/cancel",
  }),
  // Nothing is lost by trying again, so nothing is asked.
  retry: () => ({ title: "", detail: "", yes: "", method: "POST", path: "/retry" }),
  again: (name, count) => ({
    title: _("Classify %(name)s again?", { name }),
    detail: ngettext(
      "%(num)s image is classified anew, as a job of its own. These answers stay as they are.",
      "%(num)s images are classified anew, as a job of their own. These answers stay as they are.",
      count,
    ),
    yes: _("Classify again"),
    method: "POST",
    path: "/again",
  }),
  close: (name, count) => ({
    title: _("Finish %(name)s with what came?", { name }),
    detail: ngettext("%(num)s announced image will not be waited for.", "%(num)s announced images will not be waited for.", count),
    yes: _("Finish"),
    method: "POST",
    path: "/close",
  }),
  delete: (name, count) => ({
    title: _("Delete %(name)s?", { name }),
    detail: ngettext(
      "%(num)s image, with all results, will be deleted for good.",
      "%(num)s images, with all results, will be deleted for good.",
      count,
    ),
    yes: ngettext("Delete %(num)s image", "Delete %(num)s images", count),
    method: "DELETE",
    path: "",
  }),
};

/**
 * Makes the page's action buttons work.
 * @param {(action: string, answer: Response) => Promise<void>} done hears what was done, and shows it
 */
export function watchActions(done) {
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
    if (!(button instanceof HTMLButtonElement)) return;
    const { action, job, name, count } = button.dataset;
    const question = QUESTIONS[action](name, Number(count));
    const places = [button.id, `delete-${job}`, ...neighbours(button), "files"]; // they only lead somewhere, or ask first
    if (question.yes && !(await ask(question))) return giveBack(places);
    button.disabled = true;
    try {
      const answer = await answerTo(question, `/api/v1/jobs/${job}${question.path}`);
      if (answer) await done(action, answer);
    } finally {
      button.disabled = false;
      giveBack(places);
    }
  });
}

/** @type {Map<string, string>} by address, the key of what may have been done though no answer came */
const unanswered = new Map();

/**
 * Does what was asked about. Whoever tries again after a lost answer gets that answer, and nothing is done twice.
 * @param {Question} question
 * @param {string} address
 * @returns {Promise<Response | null>} null where it did not work, which a person has been told
 */
async function answerTo({ method, ...question }, address) {
  const key = unanswered.get(address) ?? newKey();
  unanswered.set(address, key);
  try {
    const answer = await call(address, { method, headers: { "Idempotency-Key": key } });
    unanswered.delete(address);
    return answer;
  } catch (error) {
    const refused = error instanceof Problem && error.status < 500;
    if (refused) unanswered.delete(address);
    const problem = error.message;
    const detail = refused
      ? _("%(problem)s Nothing was changed.", { problem })
      : _("%(problem)s It may have been done all the same: look at the job before you try again.", { problem });
    await ask({ ...question, method, title: _("That did not work"), detail, yes: "" });
    return null;
  }
}

/**
 * Gives the focus, where nothing has it, to what opened a dialog, or to what is beside it.
 * @param {string[]} places ids, what opened it first
 */
export function giveBack(places) {
  const held = document.activeElement;
  if (held && held !== document.body && held.checkVisibility()) return; // a person has gone on, or the dialog gave it back
  const there = places.map((id) => document.getElementById(id));
  there.find((element) => element)?.focus({ preventScroll: true });
}

/**
 * What stands where a row of the list was when it is gone: the job beneath it, else the one above.
 * @param {Element} button
 */
function neighbours(button) {
  const row = button.closest("li");
  return [row?.nextElementSibling, row?.previousElementSibling].flatMap((near) => near?.querySelector("a")?.id ?? []);
}

/**
 * @param {Question} question without a `yes` it only tells
 * @returns {Promise<boolean>}
 */
export function ask(question) {
  const dialog = document.getElementById("confirm");
  const yes = document.getElementById("confirm-yes");
  document.getElementById("confirm-title").textContent = question.title;
  document.getElementById("confirm-detail").textContent = question.detail;
  yes.textContent = question.yes;
  yes.hidden = !question.yes;
  document.getElementById("confirm-no").textContent = question.yes ? _("Not now") : _("Close");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
