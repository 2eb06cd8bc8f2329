/** How fast the live camera is: frames a second, and from a frame's grab to its boxes drawn. */

const WINDOW = 3000; // milliseconds
const KEPT = 200; // round trips that percentiles are of

export class Figures {
  /** @type {{drawn: number, took: number}[]} */
  #frames = [];

  /**
   * @param {number} grabbed
   * @param {number} drawn
   */
  add(grabbed, drawn) {
    this.#frames.push({ drawn, took: drawn - grabbed });
    if (this.#frames.length > KEPT) this.#frames.shift();
  }

  clear() {
    this.#frames = [];
  }

  /** Frames a second, over the last seconds. */
  get rate() {
    const last = this.#frames.at(-1)?.drawn ?? 0;
    const lately = this.#frames.filter(({ drawn }) => drawn >= last - WINDOW);
    const took = last - (lately[0]?.drawn ?? 0);
    return took > 0 ? (1000 * (lately.length - 1)) / took : 0;
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
