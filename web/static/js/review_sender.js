/** Sends what a reviewer says in its order, one word after another, and insists while the server is away. */

import { call, newKey } from "./api.js";
import { insist } from "./insist.js";

export class Sender {
  /**
   * @param {URLSearchParams} query
   * @param {{trouble: (words: string) => void, settled: (face: string, kept: boolean) => void}} heard
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
    return this.after(async () => {
      const kept = await this.ask(`/api/v1/faces/${face}/reviews`, options);
      this.heard.settled(face, Boolean(kept));
    });
  }

  /** Takes the newest word back; the face that it was about, or undefined where there is none. */
  undo() {
    return this.after(async () => {
      const options = { method: "POST", headers: { "Idempotency-Key": newKey() } };
      const answer = await this.ask(`/api/v1/review/undo?${this.query}`, options);
      return answer ? (await answer.json()).face_id : undefined;
    });
  }

  /**
   * @template T
   * @param {() => Promise<T>} step
   * @returns {Promise<T>}
   */
  after(step) {
    this.busy += 1;
    const next = this.last.then(step).finally(() => {
      this.busy -= 1;
    });
    this.last = next.catch(() => undefined);
    return next;
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
