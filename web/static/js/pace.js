/** A rate over the last seconds, so that a time left follows the present and not the whole past. */

const WINDOW = 10_000;

export class Pace {
  /** @type {[number, number][]} moments (ms) and amounts done by then */
  #samples = [];

  /**
   * @param {number} done
   * @param {number} [now]
   */
  add(done, now = performance.now()) {
    this.#samples.push([now, done]);
    while (this.#samples.length > 2 && this.#samples[0][0] < now - WINDOW) this.#samples.shift();
  }

  /** Amount a second; 0 while nothing is known. */
  get rate() {
    if (this.#samples.length < 2) return 0;
    const [from, before] = this.#samples[0];
    const [to, after] = this.#samples.at(-1);
    return to - from < 300 ? 0 : Math.max(0, (1000 * (after - before)) / (to - from));
  }
}
