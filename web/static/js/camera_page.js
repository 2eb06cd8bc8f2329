/** The camera page: starts the camera when asked to, takes snapshots, shows the answer over the picture. */

import { SNAPSHOT, grab } from "./camera_frame.js";
import { LiveCamera } from "./camera_live.js";
import { startCamera } from "./camera_stream.js";
import { FaceBoxes } from "./face_boxes.js";
import { silent } from "./letters.js";
import { drawnIn } from "./live_faces.js";
import { number } from "./numbers.js";
import { addRecent } from "./recent.js";
import { classify, inWords } from "./snapshot.js";
import { _ } from "./words.js";

const BOXES_STAY = 3000; // milliseconds that a snapshot's boxes are shown: the people move on

const byId = (id) => document.getElementById(id);
const camera = byId("camera");
const video = byId("video");
const shutter = byId("shutter");
const threshold = Number(camera.dataset.threshold);
const boxes = new FaceBoxes(byId("faces"), video);
const live = new LiveCamera(boxes, threshold, showDay);
let fading = 0;

byId("start").addEventListener("click", start);
byId("restart").addEventListener("click", start);
shutter.addEventListener("click", snap);
byId("live").addEventListener("click", () => {
  clearTimeout(fading);
  byId("answer").hidden = true; // it would hide the faces that are labelled now
});
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || silent(event)) return;
  // A focused button hears the space bar itself.
  if (event.code === "Space" && !event.target.closest("button, a, input")) {
    event.preventDefault();
    if (!shutter.disabled) snap();
  }
  if (event.key.toLowerCase() === "l") byId("live").click();
  if (event.key.toLowerCase() === "r") byId("record").click();
});

async function start() {
  byId("start").disabled = byId("restart").disabled = true;
  try {
    await startCamera(video, refused);
    show("live");
    shutter.focus();
  } catch (refusal) {
    refused(refusal);
  }
  byId("start").disabled = byId("restart").disabled = false;
}

/** @param {import("./camera_stream.js").Refusal} refusal */
function refused({ title, detail }) {
  byId("problem-title").textContent = title;
  byId("problem-detail").textContent = detail;
  show("problem");
}

/** @param {"ask" | "live" | "busy" | "problem"} state */
function show(state) {
  const picture = state === "live" || state === "busy";
  camera.dataset.state = state;
  byId("ask").hidden = state !== "ask";
  byId("problem").hidden = state !== "problem";
  video.hidden = !picture;
  if (!picture) byId("answer").hidden = true;
  shutter.disabled = !picture;
  live.allow(picture);
}

async function snap() {
  if (camera.dataset.state !== "live") return;
  show("busy");
  const began = performance.now();
  try {
    const frame = grab(video, SNAPSHOT);
    const waiting = () => answer({ kind: "", word: _("Waiting"), share: "", aside: _("the queue is long"), more: "" });
    const result = await classify(frame, { waiting });
    const words = inWords(result, threshold);
    byId("round-trip").textContent = _("Answered in %(time)s ms", { time: number(Math.round(performance.now() - began)) });
    answer(words);
    showBoxes(result);
    addRecent(frame, words);
    showDay(result.job_id);
  } catch (error) {
    const aside = error.temporary ? _("%(problem)s Take the snapshot again.", { problem: error.message }) : error.message;
    answer({ kind: "failed", word: _("Not sent"), share: "", aside, more: "" });
  }
  if (camera.dataset.state === "busy") show("live");
}

/** @param {import("./snapshot.js").Result} result */
function showBoxes(result) {
  clearTimeout(fading);
  if (live.on) return; // the live boxes say it already
  boxes.draw(drawnIn(result, threshold));
  fading = setTimeout(() => boxes.draw([]), BOXES_STAY);
}

/** @param {string} jobId the job that keeps today's frames */
function showDay(jobId) {
  byId("day").href = `/jobs/${jobId}`;
  byId("day").hidden = !jobId;
}

/** @param {import("./snapshot.js").Words} words */
function answer({ kind, word, share, aside, more }) {
  const box = byId("answer");
  box.className = `answer ${kind}`;
  const strong = document.createElement("strong");
  strong.textContent = word;
  const parts = [["share", share], ["aside", aside], ["more", more]].filter(([, text]) => text).map(([name, text]) => {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    return span;
  });
  box.replaceChildren(strong, ...parts);
  box.hidden = false;
}
