/** The live camera: its switches, its loop, and what they say. Frames are sent, and kept only while recording. */

import { LIVE, grab } from "./camera_frame.js";
import { Figures, tell } from "./camera_figures.js";
import { LiveLoop } from "./camera_loop.js";
import { Tracker } from "./face_tracks.js";
import { number, perSecond } from "./format.js";
import { classify } from "./snapshot.js";
import { drawnOf, foundIn } from "./live_faces.js";
import { _, ngettext } from "./words.js";

const byId = (id) => document.getElementById(id);
const WAIT = 2; // seconds; a person before a picture that stands still wants to know why
const TIMEOUT = 10_000; // milliseconds
const SHOWN_EVERY = 500; // milliseconds; figures that change faster cannot be read

export class LiveCamera {
  #video = byId("video");
  #switch = byId("live");
  #record = byId("record");
  #figures = new Figures();
  #showing = 0;
  #kept = 0;
  #boxes;
  #threshold;
  #tracker;
  #recorded;
  #loop = new LiveLoop({
    video: this.#video,
    send: (signal, grabbed) => this.#send(signal, grabbed),
    heard: (answer, grabbed) => this.#heard(answer, grabbed),
    troubled: (error, grabbed) => this.#troubled(error.message, grabbed),
    failed: (error) => this.#failed(error),
  });

  /**
   * @param {import("./face_boxes.js").FaceBoxes} boxes
   * @param {number} threshold
   * @param {(jobId: string) => void} recorded hears where recorded frames are kept
   */
  constructor(boxes, threshold, recorded) {
    this.#boxes = boxes;
    this.#threshold = threshold;
    this.#tracker = new Tracker(threshold);
    this.#recorded = recorded;
    this.#switch.addEventListener("click", () => this.toggle());
    this.#record.addEventListener("click", () => this.toggleRecord());
    document.addEventListener("visibilitychange", () => this.#begin());
  }

  get on() {
    return this.#switch.getAttribute("aria-checked") === "true";
  }

  get recording() {
    return this.#record.getAttribute("aria-pressed") === "true";
  }

  /** @param {boolean} able whether there is a picture that could be sent */
  allow(able) {
    if (!able) this.stop();
    this.#switch.disabled = !able;
  }

  toggle() {
    if (this.on) this.stop();
    else if (!this.#switch.disabled) this.#start();
  }

  toggleRecord() {
    if (this.#record.disabled) return;
    if (!this.recording) this.#kept = 0;
    this.#record.setAttribute("aria-pressed", String(!this.recording));
    this.#sayRecord();
  }

  stop() {
    this.#loop.stop();
    this.#set(false);
    this.#say("");
    this.#forget();
    clearInterval(this.#showing);
    byId("figures").textContent = "";
  }

  #start() {
    this.#begin();
    this.#set(true);
    this.#say("");
    this.#loop.start();
    // By the clock and not by the frames: where none comes, that is what there is to say.
    this.#showing = setInterval(() => this.#show(), SHOWN_EVERY);
  }

  #set(on) {
    this.#switch.setAttribute("aria-checked", String(on));
    this.#record.disabled = !on;
    if (!on) this.#record.setAttribute("aria-pressed", "false");
    this.#sayRecord();
  }

  async #send(signal, grabbed) {
    tell("sent", grabbed);
    const keep = this.recording;
    const frame = grab(this.#video, LIVE);
    const waiting = () => this.#troubled(_("Frames wait to be classified."), grabbed);
    const result = await classify(frame, { keep, wait: WAIT, timeout: TIMEOUT, signal, waiting });
    return { ...result, keep };
  }

  #heard(answer, grabbed) {
    this.#say("");
    if (answer.keep) this.#count(answer.job_id);
    if (document.hidden) return;
    if (!this.#tracker.update(foundIn(answer, this.#threshold), grabbed)) {
      this.#figures.add(grabbed, tell("overtaken", grabbed), false);
      return;
    }
    requestAnimationFrame(() => {
      if (!this.on) return;
      this.#boxes.draw(this.#tracker.tracks.map(drawnOf));
      afterPaint(() => this.#figures.add(grabbed, tell("drawn", grabbed), true));
    });
  }

  #show() {
    if (this.#figures.empty || document.hidden) return;
    const rate = perSecond(this.#figures.rate(performance.now()));
    const [half, most] = [0.5, 0.95].map((share) => number(Math.round(this.#figures.within(share))));
    byId("figures").textContent = _("%(rate)s frames/s · %(half)s ms, 95 %% within %(most)s ms", { rate, half, most });
  }

  #count(jobId) {
    this.#kept += 1;
    this.#sayRecord();
    this.#recorded(jobId);
  }

  #sayRecord() {
    byId("record-word").textContent = this.recording
      ? ngettext("Recording · %(num)s frame kept", "Recording · %(num)s frames kept", this.#kept)
      : _("Record");
  }

  #begin() {
    this.#forget();
    this.#figures.begin(performance.now());
  }

  /** What was seen before a pause is not what is there after it; how long it took stays true. */
  #forget() {
    this.#tracker.clear();
    this.#boxes.draw([]);
  }

  #troubled(words, grabbed) {
    tell("trouble", grabbed);
    this.#forget();
    this.#say(_("%(problem)s Live goes on by itself when it can.", { problem: words }));
  }

  #failed(error) {
    this.stop();
    const signedOut = error.status === 401 || error.code === "csrf";
    this.#say(
      signedOut
        ? _("You are signed out, and live is off. Sign in again and reload this page.")
        : _("Live is off. %(problem)s", { problem: error.message }),
    );
  }

  #say(words) {
    const line = byId("trouble");
    if (line.textContent !== words) line.textContent = words;
    line.hidden = !words;
  }
}

/** Runs when the frame that is being made now has been painted. */
function afterPaint(what) {
  const channel = new MessageChannel();
  channel.port1.onmessage = what;
  channel.port2.postMessage(null);
}
