/** Sends many files to one job: in groups, a few at once, through lost connections, without doubling any. It has no face. */

import { call, newKey, Offline } from "./api.js";
import { group, precheck } from "./groups.js";
import { insist } from "./insist.js";
import { Pace } from "./pace.js";
import { isVideo } from "./videos.js";
import { _, errorWords } from "./words.js";

/** @typedef {import("./collect.js").Picked} Picked */
/** @typedef {import("./groups.js").Group} Group */

const LANES = 3;
const VIDEO_TIMEOUT = 4 * 3_600_000; // half a gigabyte over a slow line
const GONE = _("the file cannot be read any more; it was moved or changed. Choose it again.");

export class Upload {
  accepted = 0;
  bytes = 0;
  jobId = "";
  /** @type {string[]} a line for each refused file */
  refused;
  /** @type {import("./insist.js").Trouble | null} */
  trouble = null;
  images = new Pace();
  volume = new Pace();

  #stop = new AbortController();
  #unreadable = 0;
  #begun = -1; // of the last group, in milliseconds of the job's age
  /** @type {Group[]} */
  #waiting;

  /**
   * @param {Picked[]} picked
   * @param {import("./videos.js").Most} most
   * @param {string} [every] seconds between the sampled frames of videos
   * @param {number} [made] when the job was made, by this page's clock (ms), where it was there before
   */
  constructor(picked, most, every = "", made = undefined) {
    const { fit, refused } = precheck(picked, most);
    this.every = every;
    this.made = made;
    this.fit = fit;
    this.total = fit.length;
    this.totalBytes = fit.reduce((sum, { file }) => sum + file.size, 0);
    this.refused = refused;
    this.settled = 0;
    this.#waiting = group(fit);
  }

  /**
   * Sends what has not been sent. Raises what makes going on useless; it may be called again.
   * @param {(count: number, signal: AbortSignal) => Promise<string>} open gives the id of the job, the first time
   */
  async send(open) {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const tell = (trouble) => this.#tell(trouble);
    this.jobId ||= await insist(() => open(this.total, signal), signal, tell);
    this.made ??= performance.now();
    this.#measure();
    const lanes = Array.from({ length: LANES }, () => this.#lane(signal));
    try {
      await Promise.all(lanes);
    } catch (error) {
      this.stop();
      await Promise.allSettled(lanes);
      throw error;
    }
    // What was announced and cannot come any more would be waited for.
    if (this.#unreadable) await insist(() => call(`/api/v1/jobs/${this.jobId}/close`, { method: "POST" }), signal, tell);
  }

  stop() {
    this.#stop.abort();
    this.trouble = null;
  }

  get stopped() {
    return this.#stop.signal.aborted;
  }

  /** @param {AbortSignal} signal */
  async #lane(signal) {
    for (let next = this.#waiting.shift(); next && !signal.aborted; next = this.#waiting.shift()) {
      try {
        await insist(() => this.#sendGroup(next, signal), signal, (trouble) => this.#tell(trouble));
      } catch (error) {
        this.#waiting.unshift(next);
        throw error;
      }
    }
  }

  /**
   * @param {Group} next
   * @param {AbortSignal} signal
   */
  async #sendGroup(next, signal) {
    if (!next.files.length) return;
    next.begun ??= this.#beginning();
    const form = new FormData();
    for (const { file, name } of next.files) form.append("images", file, name);
    const video = next.files.some(({ file }) => isVideo(file));
    if (video && this.every) form.append("every", this.every);
    const headers = { "Idempotency-Key": next.key };
    const options = { method: "POST", body: form, headers, signal, timeout: video ? VIDEO_TIMEOUT : undefined };
    try {
      const response = await call(`/api/v1/jobs/${this.jobId}/images?begun=${next.begun}`, options);
      const { accepted, videos, rejected } = await response.json();
      this.#settle(next, accepted.length + videos.length, rejected.map(refusalOf));
    } catch (error) {
      if (error instanceof Offline) await this.#dropUnreadable(next);
      throw error.name === "SyntaxError" || error.name === "TypeError" ? new Offline() : error;
    }
  }

  /** When a group is begun: by it the rows stand in the order of the files, whichever group is there first. */
  #beginning() {
    this.#begun = Math.max(this.#begun + 1, Math.floor(performance.now() - this.made));
    return this.#begun;
  }

  /**
   * @param {Group} done
   * @param {number} accepted
   * @param {string[]} refused
   */
  #settle(done, accepted, refused) {
    this.accepted += accepted;
    this.settled += done.files.length;
    this.bytes += done.bytes;
    this.refused.push(...refused);
    this.#measure();
  }

  #measure() {
    this.images.add(this.settled);
    this.volume.add(this.bytes);
  }

  /** @param {import("./insist.js").Trouble | null} trouble */
  #tell(trouble) {
    this.trouble = trouble;
  }

  /**
   * A file that was moved or changed looks like a lost connection; without it the group can go on.
   * @param {Group} next
   */
  async #dropUnreadable(next) {
    const readable = await Promise.all(next.files.map(({ file }) => canRead(file)));
    const gone = next.files.filter((_, index) => !readable[index]);
    if (!gone.length) return;
    next.files = next.files.filter((_, index) => readable[index]);
    next.key = newKey();
    this.#unreadable += gone.length;
    this.settled += gone.length;
    this.refused.push(...gone.map(({ name }) => `${name}: ${GONE}`));
  }
}

/** A refused file in words; the server's own begin with its name already. */
function refusalOf({ filename, code, detail }) {
  const words = errorWords(code, detail);
  return words === detail ? detail : `${filename}: ${words}`;
}

/** @param {File} file */
async function canRead(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
