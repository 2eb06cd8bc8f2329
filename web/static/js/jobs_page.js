/** The front page: takes files from wherever they come, opens a job for them, keeps the list of jobs fresh. */

import { watchActions } from "./actions.js";
import { call, newKey } from "./api.js";
import { watchFiles } from "./drop.js";
import { firstPicture } from "./first_picture.js";
import { live } from "./live.js";
import { plainPercent } from "./numbers.js";
import { poll } from "./poll.js";
import { SendingPanel } from "./sending_panel.js";
import { lookedThrough } from "./sending_words.js";
import { Upload } from "./upload.js";
import { mostBytes } from "./videos.js";
import { waitingChanged } from "./waiting.js";
import { _ } from "./words.js";

const BUSY = 1500;
const QUIET = 3000; // in which a job of another page or program is to be seen here

const form = document.getElementById("drop");
const list = document.getElementById("jobs");
const panel = new SendingPanel();
const refresh = live(list, () => list.dataset.live);

const poller = poll(async () => {
  const moving = () => list.querySelectorAll(".job[data-moving]").length;
  const moved = moving();
  await refresh();
  if (moving() < moved) waitingChanged(); // one has ended
  return panel.busy || moving() ? BUSY : QUIET;
});

watchActions(poller.wake);
watchFiles({ busy: () => panel.busy, looking: (found) => panel.say(lookedThrough(found)), take });

form.addEventListener("submit", (event) => event.preventDefault());
form.threshold.addEventListener("input", () => {
  document.getElementById("threshold-shown").textContent = plainPercent(form.threshold.value);
});

/** @param {import("./collect.js").Collection} collection */
async function take({ files, folder }) {
  if (!files.length) return panel.fail(_("There are no files in it"));
  const upload = new Upload(files, mostBytes(form.dataset), form.elements.namedItem("every").value);
  const key = newKey();
  const name = jobName(upload.fit, folder);
  const refused = upload.refused.length;
  await panel.follow(upload, async (count, signal) => openJob(await name, { count, refused }, key, signal), takeBack);
}

/**
 * A job without an image is nothing that anybody wants to find in the list; why it has none is said in this page.
 * Whether it has none knows the server alone: an answer may have been lost, and another page may have sent some.
 * @param {string} jobId
 */
async function takeBack(jobId) {
  await call(`/api/v1/jobs/${jobId}?if_empty=true`, { method: "DELETE" });
  poller.wake();
}

/**
 * @param {string} name
 * @param {{count: number, refused: number}} files how many will be sent, and how many this page has refused
 * @param {string} key
 * @param {AbortSignal} signal
 * @returns {Promise<string>} the id of the new job
 */
async function openJob(name, { count, refused }, key, signal) {
  const body = new FormData(form);
  body.set("name", name);
  body.set("expected", String(count + refused));
  body.set("refused", String(refused));
  body.set("uncertain_flags", body.getAll("uncertain_flags").join(" ")); // none is an answer too
  const response = await call("/api/v1/jobs", { method: "POST", body, headers: { "Idempotency-Key": key }, signal });
  const job = await response.json();
  poller.wake();
  return job.id;
}

/**
 * @param {import("./collect.js").Picked[]} files that will be sent
 * @param {string} folder
 */
async function jobName(files, folder) {
  const given = form.elements.namedItem("name").value.trim() || folder;
  if (given || !files.length) return given;
  const first = (await firstPicture(files)).name.split("/").at(-1);
  // In no language, since it stays when the page's changes; and without a number, since some may be refused.
  return files.length === 1 ? first : `${first} …`;
}
