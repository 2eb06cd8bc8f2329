/** The camera page: starts the camera when asked to, takes snapshots, shows the answer over the picture. */

import { drawGuide, grabSquare } from "./camera_frame.js";
import { startCamera } from "./camera_stream.js";
import { addRecent } from "./recent.js";
import { classify, inWords } from "./snapshot.js";
import { keepTimes } from "./times.js";

const byId = (id) => document.getElementById(id);
const camera = byId("camera");
const video = byId("video");
const shutter = byId("shutter");
const threshold = Number(camera.dataset.threshold);

byId("start").addEventListener("click", start);
byId("restart").addEventListener("click", start);
shutter.addEventListener("click", snap);
video.addEventListener("resize", () => drawGuide(video, byId("guide")));
document.addEventListener("keydown", (event) => {
  // A focused button hears the space bar itself.
  if (event.code !== "Space" || event.repeat || event.target.closest("button, a, input")) return;
  event.preventDefault();
  if (!shutter.disabled) snap();
});
keepTimes();

async function start() {
  byId("start").disabled = byId("restart").disabled = true;
  try {
    await startCamera(video, refused);
    drawGuide(video, byId("guide"));
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
  const live = state === "live" || state === "busy";
  camera.dataset.state = state;
  byId("ask").hidden = state !== "ask";
  byId("problem").hidden = state !== "problem";
  video.hidden = !live;
  byId("guide").toggleAttribute("hidden", !live);
  byId("hint").hidden = !live || !byId("answer").hidden;
  if (!live) byId("answer").hidden = true;
  shutter.disabled = !live;
}

async function snap() {
  if (camera.dataset.state !== "live") return;
  show("busy");
  const began = performance.now();
  try {
    const frame = await grabSquare(video);
    const result = await classify(frame, () => answer({ kind: "", word: "Waiting", share: "", aside: "the queue is long", more: "" }));
    const words = inWords(result, threshold);
    byId("round-trip").textContent = `Answered in ${Math.round(performance.now() - began)} ms`;
    answer(words);
    addRecent(frame, words);
    byId("day").href = `/jobs/${result.job_id}`;
    byId("day").hidden = !result.job_id;
  } catch (error) {
    const aside = error.temporary ? `${error.message} Take the snapshot again.` : error.message;
    answer({ kind: "failed", word: "Not sent", share: "", aside, more: "" });
  }
  if (camera.dataset.state === "busy") show("live");
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
  byId("hint").hidden = true;
}
