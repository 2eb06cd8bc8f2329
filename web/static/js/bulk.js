/** What is done to all rows of a filter: asked once with the numbers, undone for ten seconds, done in pieces. */

import { ask, giveBack } from "./actions.js";
import { call } from "./api.js";
import { insist, pause } from "./insist.js";
import { number } from "./numbers.js";
import { _, ngettext } from "./words.js";

const SECONDS = 10; // in which a deletion is only announced: whoever leaves the page has undone it
const LOOK = 1000; // ms until it is looked again whether what was retried has ended

const section = document.getElementById("bulk");
const words = document.getElementById("bulk-words");
const spoken = document.getElementById("bulk-spoken");
const bar = /** @type {HTMLProgressElement} */ (document.getElementById("bulk-bar"));
const stop = /** @type {HTMLButtonElement} */ (document.getElementById("bulk-stop"));
let busy = false;
let watching = new AbortController(); // ends with the next work

/**
 * Makes the page's bulk buttons work.
 * @param {() => void} done hears that rows have changed
 */
export function watchBulk(done) {
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-bulk]") : null;
    if (!(button instanceof HTMLButtonElement) || busy) return;
    busy = true;
    watching.abort();
    try {
      const { bulk, job, query } = button.dataset;
      const results = `/api/v1/jobs/${job}/results`;
      const chosen = await (await call(`${results}/count${query}`)).json();
      await (bulk === "retry" ? retry(`/api/v1/jobs/${job}`, query, chosen, done) : remove(results, query, chosen, done));
    } catch (error) {
      hide();
      await tell(_("That did not work"), error.message);
      done();
    } finally {
      busy = false;
      giveBack(["bulk-switch", "results"]); // the menu is closed, and this section's button is hidden
    }
  });
}

/** @typedef {{rows: number, failed: number, images: number, others: number, frames: number}} Chosen */

/**
 * @param {string} job address
 * @param {string} query
 * @param {Chosen} chosen
 * @param {() => void} done
 */
async function retry(job, query, { failed }, done) {
  if (!failed) return tell(_("Nothing of these has failed"), _("So there is nothing to classify again."));
  let retried = 0;
  let before = "";
  await inPieces(failed, done, async (signal) => {
    const address = `${job}/results/retry${query}${query ? "&" : "?"}before=${encodeURIComponent(before)}`;
    const answer = await (await call(address, { method: "POST", signal })).json();
    before = answer.before;
    retried += answer.retried;
    say(ngettext("%(num)s runs again.", "%(num)s run again.", retried), retried);
    return answer.retried ? answer.left : 0;
  });
  bar.hidden = true; // all are sent, which is not the end of it
  watching = new AbortController();
  if (retried) cameOf(job, query, retried, done, watching.signal).catch(() => {}); // the page tells of trouble itself
}

/**
 * Waits until the job is at rest again, and says what came of it.
 * @param {string} job address
 * @param {string} query
 * @param {number} retried
 * @param {() => void} done
 * @param {AbortSignal} signal ends it
 */
async function cameOf(job, query, retried, done, signal) {
  const get = (path) => insist(async () => (await call(path, { signal })).json(), signal, () => {});
  for (;;) {
    const { counts } = await get(job);
    if (signal.aborted) return;
    if (!counts.waiting && !counts.working) break;
    await pause(LOOK, signal);
  }
  const { failed } = await get(`${job}/results/count${query}`);
  done();
  say(failed
    ? _("%(retried)s ran again; %(failed)s failed.", { retried: number(retried), failed: number(failed) })
    : ngettext("%(num)s ran again and did not fail.", "%(num)s ran again, and none failed.", retried));
}

/**
 * @param {string} results address
 * @param {string} query
 * @param {Chosen} chosen
 * @param {() => void} done
 */
async function remove(results, query, chosen, done) {
  const { images } = chosen;
  if (!images) {
    return tell(_("Nothing was deleted"), _("These are frames of videos, which are deleted with their job alone."));
  }
  const yes = ngettext("Delete %(num)s image", "Delete %(num)s images", images);
  if (!(await ask({ title: _("Delete these results?"), detail: warning(chosen), yes, method: "", path: "" }))) return;
  if (!(await announced(images))) return hide();
  let left = images;
  let unsure = false; // whether an attempt that failed has deleted some all the same
  await inPieces(images, done, async (signal) => {
    if (unsure) left = Math.min(left, (await (await call(`${results}/count${query}`, { signal })).json()).images);
    unsure = true;
    const address = `${results}${query}&expect=${left}`;
    const answer = await (await call(address, { method: "DELETE", signal })).json();
    unsure = false;
    left = answer.left;
    const gone = images - left;
    say(_("%(done)s of %(all)s images deleted.", { done: number(gone), all: number(images) }), gone);
    return answer.deleted ? left : 0;
  });
}

/** @param {Chosen} chosen */
function warning({ rows, images, others, frames }) {
  const said = [
    ngettext("%(num)s image goes for good, with its results and reviews.",
      "%(num)s images go for good, with their results and reviews.", images),
    _("The filter shows %(rows)s of their results.", { rows: number(rows) }),
  ];
  if (!others && !frames) said.pop();
  if (others) {
    said.push(ngettext("%(num)s more face of these images, which the filter does not show, goes too.",
      "%(num)s more faces of these images, which the filter does not show, go too.", others));
  }
  if (frames) {
    said.push(ngettext("%(num)s frame of a video stays.", "%(num)s frames of videos stay.", frames));
  }
  return said.join(" ");
}

/**
 * Counts down. Nothing is sent before the end, so that nothing is lost by leaving the page.
 * @param {number} images
 * @returns {Promise<boolean>} false where it was undone
 */
async function announced(images) {
  const undone = stopped(_("Undo"));
  bar.hidden = true;
  stop.focus();
  for (let left = SECONDS; left > 0 && !undone.aborted; left -= 1) {
    const counted = ngettext("%(num)s image is deleted in %(seconds)s s.",
      "%(num)s images are deleted in %(seconds)s s.", images, { seconds: left });
    if (left === SECONDS) say(counted);
    else words.textContent = counted; // seen every second, but not read out
    await pause(1000, undone);
  }
  return !undone.aborted;
}

/**
 * @param {number} all
 * @param {() => void} done
 * @param {(signal: AbortSignal) => Promise<number>} piece returns how many are left
 */
async function inPieces(all, done, piece) {
  const enough = stopped(_("Stop"));
  bar.max = all;
  bar.value = 0;
  bar.hidden = false;
  const trouble = (met) => met && say(_("%(error)s Trying again.", { error: met.error.message }));
  try {
    while (!enough.aborted && (await insist(() => piece(enough), enough, trouble))) done();
  } catch (error) {
    if (!enough.aborted) throw error; // who stops it has broken off the last request
  }
  stop.hidden = true;
  done();
}

/**
 * Shows the button, once.
 * @param {string} name
 * @returns {AbortSignal} aborted by it
 */
function stopped(name) {
  const controller = new AbortController();
  section.hidden = stop.hidden = false;
  stop.textContent = name;
  stop.onclick = () => controller.abort();
  return controller.signal;
}

/**
 * @param {string} text
 * @param {number} [done]
 */
function say(text, done) {
  words.textContent = spoken.textContent = text;
  if (done !== undefined) bar.value = done;
}

function hide() {
  section.hidden = true;
  words.textContent = spoken.textContent = "";
}

/**
 * @param {string} title
 * @param {string} detail
 */
async function tell(title, detail) {
  await ask({ title, detail, yes: "", method: "", path: "" });
}
