/** Sends what a reviewer says in its order, one word after another, and insists while the server is away. */

import { call, newKey } from "./api.js";
import { insist } from "./insist.js";

export class Sender {
  /**
   * @param {URLSearchParams} query
   * @param {{trouble: (words: string) => void, settled: (face: string, kept: boolean) => void,
   *   saving: (now: boolean) => void}} heard
   */
  constructor(query, heard) {
    this.query = query;
    this.heard = heard;
    this.busy = 0;
    this.never = new AbortController().signal;
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
  }

  /**
   * @param {string} face
   * @param {string} label
   */
  send(face, label) {
    const options = {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": newKey() },
      body: JSON.stringify({ label }),
    };
    return this.saved(async () => {
      const kept = await this.ask(`/api/v1/faces/${face}/reviews?desk=${this.query.get("desk")}`, options);
      this.heard.settled(face, Boolean(kept));
    });
  }

  /** Takes the newest word back; the face that it was about, or undefined where there is none. */
  undo() {
    return this.saved(async () => {
      const options = { method: "POST", headers: { "Idempotency-Key": newKey() } };
      const answer = await this.ask(`/api/v1/review/undo?${this.query}`, options);
      return answer ? (await answer.json()).face_id : undefined;
    });
  }

  /** @param {number} change */
  count(change) {
    this.busy += change;
    this.heard.saving(this.busy > 0);
  }

  /**
   * Does something when all that was said before has arrived, and before anything that is said later.
   * @template T
   * @param {() => Promise<T>} step
   * @returns {Promise<T>}
   */
  after(step) {
    const next = this.last.then(step);
    this.last = next.catch(() => undefined);
    return next;
  }

  /**
   * @template T
   * @param {() => Promise<T>} step
   * @returns {Promise<T>}
   */
  saved(step) {
    this.count(1);
    return this.after(step).finally(() => this.count(-1));
  }

  /**
   * The answer, or undefined where the server refuses for good.
   * @param {string} path
   * @param {RequestInit} options
   */
  async ask(path, options) {
    try {
      return await insist(() => call(path, options), this.never, (trouble) => {
        this.heard.trouble(trouble ? `${trouble.error.message} What you say is kept here and sent when it is back.` : "");
      });
    } catch (error) {
      if (error.code !== "nothing_to_undo") this.heard.trouble(`${error.message} Nothing was changed.`);
      return undefined;
    }
  }
}
