/** The live loop: sends the newest frame whenever fewer than two are under way, and never an old one. */

const UNDER_WAY = 2; // while one is classified the next one travels; a third would only grow old
const LONGEST = 10_000; // milliseconds between tries while there is trouble

/**
 * @typedef {object} Parts
 * @property {HTMLVideoElement} video
 * @property {(signal: AbortSignal, grabbed: number) => Promise<unknown>} send grabs a frame, sends it and gives its answer
 * @property {(answer: unknown, grabbed: number) => void} heard
 * @property {(error: Error, grabbed: number) => void} troubled hears of trouble that may pass; the loop goes on by itself
 * @property {(error: Error) => void} failed hears why the loop has ended
 */

export class LiveLoop {
  #parts;
  #underWay = 0;
  #failures = 0;
  #retryAt = 0;
  /** @type {AbortController | null} */
  #run = null;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    window.addEventListener("online", () => {
      this.#retryAt = 0;
    });
  }

  start() {
    if (this.#run) return;
    this.#run = new AbortController();
    this.#failures = this.#retryAt = 0;
    this.#await(this.#run.signal);
  }

  /** Ends it; answers that are still on their way are not waited for. */
  stop() {
    this.#run?.abort();
    this.#run = null;
  }

  /** Waits for the video's next frame, where the browser tells of them. */
  #await(signal) {
    const next = () => {
      if (signal.aborted) return;
      this.#await(signal);
      if (this.#maySend()) this.#one(signal);
    };
    const { video } = this.#parts;
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(next);
    else requestAnimationFrame(next);
  }

  #maySend() {
    const most = this.#failures ? 1 : UNDER_WAY;
    return !document.hidden && this.#underWay < most && performance.now() >= this.#retryAt;
  }

  async #one(signal) {
    this.#underWay += 1;
    const grabbed = performance.now();
    try {
      const answer = await this.#parts.send(signal, grabbed);
      if (signal.aborted) return;
      this.#failures = this.#retryAt = 0;
      this.#parts.heard(answer, grabbed);
    } catch (error) {
      if (!signal.aborted) this.#fail(error, grabbed);
    } finally {
      this.#underWay -= 1;
    }
  }

  #fail(error, grabbed) {
    if (error.status === 404) return; // nobody collected this frame in time; the next one is newer anyway
    if (!error.temporary) {
      this.stop();
      this.#parts.failed(error);
      return;
    }
    if (performance.now() < this.#retryAt) return; // the other frame under way met the same trouble
    const wait = error.retryAfter === null ? 500 * 2 ** this.#failures : 1000 * error.retryAfter;
    this.#failures += 1;
    this.#retryAt = performance.now() + Math.min(LONGEST, wait);
    this.#parts.troubled(error, grabbed);
  }
}
