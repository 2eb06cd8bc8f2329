/** Sends what a reviewer says in its order, one step after another, and insists while the server is away. */

import { call, newKey } from "./api.js";
import { insist } from "./insist.js";
import { _ } from "./words.js";

/** @typedef {{face_id: string, label: string}} Word */

export class Sender {
  /**
   * @param {URLSearchParams} query
   * @param {{trouble: (words: string) => void, refuse: (words: string) => void, saving: (now: boolean) => void,
   *   mayUndo: (any: boolean) => void}} heard `mayUndo` hears whether there is something to take back, or may be soon
   */
  constructor(query, heard) {
    this.query = query;
    this.heard = heard;
    this.deciding = query.get("which") === "disputed" ? { decides: true } : {}; // what others do not agree about
    this.busy = 0;
    this.undoable = true; // unless the server says that nothing is left
    this.never = new AbortController().signal;
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
    window.addEventListener("beforeunload", (event) => {
      if (this.busy) event.preventDefault(); // what was just said is still on its way
    });
  }

  /**
   * Sends a word; why it was not kept, if so.
   * @param {Word} word
   * @param {boolean} ifOpen only where nobody else has settled the face
   * @returns {Promise<Error | undefined>}
   */
  send({ face_id: face, label }, ifOpen) {
    return this.saved(async () => {
      const path = `/api/v1/faces/${face}/reviews?desk=${this.query.get("desk")}`;
      const { answer, refusal } = await this.ask(path, posted({ label, if_open: ifOpen, ...this.deciding }));
      if (answer) this.undoable = true;
      return refusal;
    });
  }

  /**
   * Sends words that are undone as one; what was not kept of them, or why nothing was.
   * @param {Word[]} words
   * @returns {Promise<{rejected: {face_id: string, code: string, detail: string}[], refusal?: Error}>}
   */
  sendAll(words) {
    return this.saved(async () => {
      const path = `/api/v1/reviews?desk=${this.query.get("desk")}`;
      const items = words.map((word) => ({ ...word, ...this.deciding }));
      const { answer, refusal } = await this.ask(path, posted({ items, if_open: true }));
      if (!answer) return { rejected: [], refusal };
      const { accepted, rejected } = await answer.json();
      if (accepted.length) this.undoable = true;
      return { rejected };
    });
  }

  /**
   * Takes back what was said last; the words that it was, none where there is none.
   * @returns {Promise<Word[]>}
   */
  undo() {
    return this.saved(async () => {
      if (!this.undoable) return [];
      const job = this.query.get("job");
      const path = `/api/v1/review/undo?desk=${this.query.get("desk")}${job ? `&job=${job}` : ""}`;
      const { answer, refusal } = await this.ask(path, posted());
      if (refusal && refusal.code !== "nothing_to_undo") {
        this.heard.refuse(`${refusal.message} ${_("Nothing was changed.")}`);
      }
      const { taken_back: words = [], more = false } = answer ? await answer.json() : {};
      if (answer || refusal.code === "nothing_to_undo") this.undoable = more;
      return words;
    });
  }

  /** @param {boolean} any whether the server says that there is something to take back */
  heardUndoable(any) {
    this.undoable = any;
    this.showUndo();
  }

  /** What is on its way can be taken back when it has come. */
  showUndo() {
    this.heard.mayUndo(this.undoable || this.busy > 0);
  }

  /** @param {number} change */
  count(change) {
    this.busy += change;
    this.heard.saving(this.busy > 0);
    this.showUndo();
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

/** @param {object} [body] */
function posted(body) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": newKey() };
  return { method: "POST", headers, body: body && JSON.stringify(body) };
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
    throw Object.assign(new Error(_("You are signed out.")), { status: 401, temporary: true, retryAfter: 2 });
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
  if (error.status === 401) return _("Sign in in another tab; what you say is kept here and sent then.");
  return _("What you say is kept here and sent when it is back.");
}
