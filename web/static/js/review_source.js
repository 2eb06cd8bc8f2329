/** Where faces to review come from, as pieces of the page. */

import { call } from "./api.js";
import { pause } from "./insist.js";
import { _ } from "./words.js";

const AGAIN = 3000; // ms until it is tried again

export class Source {
  /**
   * @param {URLSearchParams} query what is asked about, and the window's name
   * @param {number} atOnce faces
   * @param {{trouble: (words: string) => void, open: (count: number) => void,
   *   held: (count: number) => void, gone: () => void,
   *   undoable: (any: boolean) => void, loading: () => void, after: <T>(step: () => Promise<T>) => Promise<T>}} heard
   *   `undoable` hears whether this window has said anything that can be taken back; `after` does it in order with
   *   what is said: so the server's count and ours are of one moment; `gone` hears that the job is deleted
   */
  constructor(query, atOnce, heard) {
    this.query = query;
    this.atOnce = atOnce;
    this.heard = heard;
    this.begun = false;
    this.loading = false;
    this.dry = false; // nothing more came
  }

  /** The next faces, none of those that came before; those that this window had when it was left come first. */
  async next() {
    this.loading = true;
    this.heard.loading();
    try {
      const fresh = this.begun ? "&fresh=true" : "";
      const answer = await this.insist(`/review/cards?${this.query}&limit=${this.atOnce}${fresh}`);
      if (!answer) return new DocumentFragment();
      const made = await pieces(answer);
      this.begun = true;
      this.dry = !made.childElementCount;
      this.heard.open(Number(answer.headers.get("Browline-Open")));
      this.heard.held(Number(answer.headers.get("Browline-Held")));
      return made;
    } finally {
      this.loading = false;
    }
  }

  /**
   * Faces that were shown before.
   * @param {string[]} faces
   */
  async again(faces) {
    const named = faces.map((face) => `&face=${face}`).join("");
    const answer = await this.insist(`/review/faces?${this.query}${named}`);
    if (!answer) return new DocumentFragment();
    this.dry = false;
    return pieces(answer);
  }

  /**
   * The answer, however long it takes; undefined where there is nothing to ask about any more.
   * @param {string} path
   */
  async insist(path) {
    for (;;) {
      try {
        const answer = await this.heard.after(async () => {
          const given = await call(path);
          if (given.headers.has("Browline-Undo")) this.heard.undoable(given.headers.get("Browline-Undo") === "true");
          return given;
        });
        this.heard.trouble("");
        return answer;
      } catch (error) {
        if (error.status === 404) {
          this.dry = true;
          this.heard.gone();
          return undefined;
        }
        this.heard.trouble(`${error.message} ${_("Trying again.")}`);
        await pause(AGAIN);
      }
    }
  }
}

/** @param {Response} answer */
async function pieces(answer) {
  const box = document.createElement("template");
  box.innerHTML = await answer.text();
  return box.content;
}
