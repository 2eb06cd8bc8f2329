/** How fast the live camera is: frames drawn a second, and from a frame's grab to its boxes drawn. */

const WINDOW = 3000; // milliseconds
const KEPT = 200; // round trips that percentiles are of

export class Figures {
  /** @type {{drawn: boolean, at: number, took: number}[]} */
  #frames = [];
  #since = 0;

  /**
   * Forget everything and begin anew.
   * @param {number} now milliseconds
   */
  begin(now) {
    this.#frames = [];
    this.#since = now;
  }

  /**
   * @param {number} grabbed
   * @param {number} at
   * @param {boolean} drawn or overtaken by a newer answer: slow all the same
   */
  add(grabbed, at, drawn) {
    this.#frames.push({ drawn, at, took: at - grabbed });
    if (this.#frames.length > KEPT) this.#frames.shift();
  }

  get empty() {
    return !this.#frames.length;
  }

  /**
   * Frames drawn a second, over the last seconds until now: a picture that stands still has none.
   * @param {number} now
   */
  rate(now) {
    const from = Math.max(this.#since, now - WINDOW);
    const drawn = this.#frames.filter((frame) => frame.drawn && frame.at > from);
    return now > from ? (1000 * drawn.length) / (now - from) : 0;
  }

  /**
   * The round trip in milliseconds that this share of the frames did not exceed.
   * @param {number} share
   */
  within(share) {
    const times = this.#frames.map(({ took }) => took).sort((one, other) => one - other);
    return times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0;
  }
}

/**
 * Says on the document, as a `live-frame` event, what becomes of each frame, for whoever measures all of them.
 * @param {"sent" | "drawn" | "overtaken" | "trouble"} what
 * @param {number} grabbed when the frame was
 * @returns {number} now
 */
export function tell(what, grabbed) {
  const at = performance.now();
  document.dispatchEvent(new CustomEvent("live-frame", { detail: { what, grabbed, at } }));
  return at;
}
