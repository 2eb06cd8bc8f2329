/** Sends what a reviewer says in its order, one word after another, and insists while the server is away. */

import { call, newKey } from "./api.js";
import { insist } from "./insist.js";

export class Sender {
  /**
   * @param {URLSearchParams} query
   * @param {{trouble: (words: string) => void, settled: (face: string, refusal?: Error) => void,
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
      const { refusal } = await this.ask(`/api/v1/faces/${face}/reviews?desk=${this.query.get("desk")}`, options);
      this.heard.settled(face, refusal);
      if (!refusal || refusal.status === 404) return;
      this.heard.trouble(`${refusal.message} What you said of one face was not kept; K goes back to it.`);
    });
  }

  /** Takes the newest word back; the face that it was about, or undefined where there is none. */
  undo() {
    return this.saved(async () => {
      const options = { method: "POST", headers: { "Idempotency-Key": newKey() } };
      const { answer, refusal } = await this.ask(`/api/v1/review/undo?${this.query}`, options);
      if (refusal && refusal.code !== "nothing_to_undo") {
        this.heard.trouble(`${refusal.message} Nothing was changed.`);
      }
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
   * The answer, or why the server refuses for good.
   * @param {string} path
   * @param {RequestInit} options
   * @returns {Promise<{answer?: Response, refusal?: Error}>}
   */
  async ask(path, options) {
    try {
      const answer = await insist(() => patient(path, options), this.never, (trouble) => {
        this.heard.trouble(trouble ? `${trouble.error.message} ${waitingFor(trouble.error)}` : "");
      });
      return { answer };
    } catch (refusal) {
      return { refusal };
    }
  }
}

/**
 * Somebody who is signed out can sign in again, so that is waited for as well.
 * @param {string} path
 * @param {RequestInit} options
 */
async function patient(path, options) {
  try {
    return await call(path, options);
  } catch (error) {
    if (error.status !== 401 && error.code !== "csrf") throw error;
    await renewToken().catch(() => undefined); // still signed out: it is tried again
    throw Object.assign(new Error("You are signed out."), { status: 401, temporary: true, retryAfter: 2 });
  }
}

/** A new session takes another CSRF token than this page was made with. */
async function renewToken() {
  const body = await (await call(location.href)).text();
  const fresh = new DOMParser().parseFromString(body, "text/html");
  const [here, there] = [document, fresh].map((page) => page.querySelector('meta[name="csrf-token"]'));
  here.content = there.content;
}

/** @param {Error} error */
function waitingFor(error) {
  if (error.status === 401) return "Sign in in another tab; what you say is kept here and sent then.";
  return "What you say is kept here and sent when it is back.";
}
