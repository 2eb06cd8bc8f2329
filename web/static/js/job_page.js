/** A job's page: its numbers and rows while it works, what can be done to it, and files that are still missing. */

import { watchActions } from "./actions.js";
import { call } from "./api.js";
import { watchBulk } from "./bulk.js";
import { watchFiles } from "./drop.js";
import { duration, number, perSecond } from "./format.js";
import { live } from "./live.js";
import { missingFrom } from "./missing.js";
import { Pace } from "./pace.js";
import { poll } from "./poll.js";
import { showKept } from "./refused_list.js";
import { watchRows } from "./rows.js";
import { SendingPanel } from "./sending_panel.js";
import { lookedThrough } from "./sending_words.js";
import { watchStrips } from "./strips.js";
import { watchThresholdDialog } from "./threshold_dialog.js";
import { Upload } from "./upload.js";
import { mostBytes } from "./videos.js";
import { watchViews } from "./views.js";
import { waitingChanged } from "./waiting.js";
import { _ } from "./words.js";

const SPOKEN = 10_000; // milliseconds between announcements to a screen reader

const page = document.getElementById("job");
const { job: jobId, name } = page.dataset;
const address = `/api/v1/jobs/${jobId}`;
const panel = new SendingPanel();
const pace = new Pace();
const results = document.getElementById("live");
const refresh = live(results, () => `/jobs/${jobId}/live${location.search}`);
let tag = "";
let moving = "moving" in page.dataset;
let comparing = false;
let spokenAt = 0;

const poller = poll(async () => {
  const response = await call(address, { headers: tag ? { "If-None-Match": tag } : {} }).catch(unlessGone);
  if (!response) return null;
  const job = response.status === 304 ? null : await response.json();
  tag = response.headers.get("ETag") ?? tag;
  // At rest a review changes the rows and not the job: who comes back from reviewing sees what is settled.
  if (job || !moving) await refresh();
  if (job) showProgress(job);
  return moving || comparing ? 1000 : null;
}, moving);

watchViews(results, `/jobs/${jobId}`, refresh, () => tell(document.querySelector("#shown strong").textContent));
watchRows();
watchStrips();
watchThresholdDialog(poller.wake);
watchActions(async (action, answer) => {
  if (action === "delete") location.assign("/");
  else if (action === "again") location.assign(`/jobs/${(await answer.json()).id}`);
  else await poller.wake();
});
watchBulk(() => {
  tag = "";
  poller.wake();
  waitingChanged();
});
watchFiles({
  busy: () => panel.busy || !document.getElementById("missing"),
  looking: (found) => panel.say(lookedThrough(found)),
  take: addMissing,
});
watchFilter();
showKept(document.getElementById("refused-before"), jobId);

/**
 * Says that the job is not there any more: what is left of it on this page would answer to nothing.
 * @param {Error & {gone?: boolean}} error any other is raised again
 * @returns {null}
 */
function unlessGone(error) {
  if (!error.gone) throw error;
  const said = document.getElementById("gone");
  said.hidden = false;
  for (const id of ["live", "people", "refused-before", "bulk"]) document.getElementById(id).hidden = true;
  document.title = `${said.querySelector("strong").textContent} – Browline`;
  return null;
}

/** @param {{state: string, counts: Record<string, number>, again_of: string | null, changed: number | null}} job */
function showProgress({ state, counts, again_of: again, changed }) {
  const done = counts.classified + counts.no_face + counts.failed;
  const all = state === "cancelled" ? counts.received : counts.expected; // as `whole` of pages/progress.py
  const moved = moving;
  moving = ["receiving", "waiting", "working"].includes(state) || counts.working + counts.waiting > 0;
  if (moved && !moving) waitingChanged();
  comparing = state === "done" && again && changed === null;
  pace.add(done);
  speak(_("%(done)s of %(all)s done.", { done: number(done), all: number(all) }));
  if (!panel.busy) {
    const far = _("%(done)s of %(all)s", { done: number(done), all: number(all) });
    document.title = `${moving ? `${far} · ` : ""}${_("job %(name)s", { name })} – Browline`;
  }
  const line = document.querySelector("#job-progress p");
  const atWork = state !== "cancelled" && counts.working + counts.waiting > 0; // else it waits for files, or stops
  if (!atWork || !pace.rate || !line) return;
  const words = document.createElement("span");
  words.className = "pace";
  const time = duration((all - done) / pace.rate);
  words.textContent = `· ${_("%(rate)s images/s · about %(time)s left", { rate: perSecond(pace.rate), time })}`;
  line.querySelector(".pace")?.remove();
  line.append(words);
}

/** @param {string} words */
function speak(words) {
  if (moving && Date.now() - spokenAt < SPOKEN) return;
  tell(words);
}

/**
 * Says it to a screen reader.
 * @param {string} words
 */
function tell(words) {
  spokenAt = Date.now();
  document.getElementById("spoken").textContent = words;
}

/** @param {import("./collect.js").Collection} collection */
async function addMissing({ files }) {
  try {
    panel.say(_("Comparing %(count)s files with what came", { count: number(files.length) }));
    const missing = await missingFrom(jobId, files, (compared) => {
      if (compared % 50) return;
      const far = { compared: number(compared), count: number(files.length) };
      panel.say(_("Comparing %(compared)s of %(count)s files with what came", far));
    });
    if (!missing.length) return panel.fail(_("All of these files have come already"));
    await panel.follow(new Upload(missing, mostBytes(page.dataset), "", -Number(page.dataset.age)), async () => jobId);
  } catch (error) {
    panel.fail(error.message);
  }
}

/** Leaves what is not asked for out of the address, so that a link says only what it filters. */
function watchFilter() {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.id !== "filter") return;
    event.preventDefault();
    document.getElementById("filter-switch").open = false; // on a phone it would cover what it shows
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    for (const { name, value, dataset } of form.querySelectorAll("[data-share]")) {
      query.delete(name);
      if (value) query.set(dataset.share, String(Number((value / 100).toFixed(6))));
    }
    location.assign(`${form.action}${String(query) ? `?${query}` : ""}`);
  });
  // What is taken out of an open list is chosen; the arrow keys only pass through the choices, until Enter takes one.
  let opened = false;
  page.addEventListener("pointerdown", () => (opened = true), { capture: true });
  page.addEventListener("keydown", (event) => {
    opened = opensList(event);
    if (event.key !== "Enter" || !(event.target instanceof HTMLSelectElement)) return;
    event.preventDefault(); // else some browsers open the list
    event.target.form?.requestSubmit();
  });
  page.addEventListener("change", ({ target }) => {
    if (opened && target instanceof HTMLSelectElement) target.form?.requestSubmit();
  });
}

/**
 * Whether a key opens the list of a choice, which has the keys to itself then.
 * @param {KeyboardEvent} event
 */
const opensList = ({ key, altKey }) => key === " " || key === "F4" || (altKey && key.startsWith("Arrow"));
