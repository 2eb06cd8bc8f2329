/** The faces that a reviewer has before them: some ahead, fetched before they are needed, and those behind. */

import { call } from "./api.js";

const FEW = 4; // faces ahead under which more are fetched
const AHEAD = 8;
const MOST = 50; // that the server gives at once, those that are here already among them
const RENEW = 30_000; // nobody else is asked about these for a minute

export class Deck {
  /**
   * @param {HTMLElement} stage
   * @param {URLSearchParams} query what is asked about, and the window's name
   * @param {{shown: () => void, trouble: (words: string) => void,
   *   after: <T>(step: () => Promise<T>) => Promise<T>}} heard `after` does it in order with what is said: so the
   *   server's count and ours are of one moment
   */
  constructor(stage, query, heard) {
    this.stage = stage;
    this.query = query;
    this.heard = heard;
    /** @type {HTMLElement[]} */
    this.cards = [];
    this.at = 0;
    this.open = 0;
    this.loading = false;
    this.dry = false; // nothing came that was not here
  }

  /** The face that is asked about, or undefined. */
  get current() {
    return this.cards[this.at];
  }

  /** Fetches more faces; those that are here already are not taken twice. */
  async fetch() {
    if (this.loading) return;
    this.loading = true;
    this.heard.shown();
    try {
      const pending = this.cards.filter((card) => !card.dataset.said).length;
      const path = `/review/cards?${this.query}&limit=${Math.min(MOST, pending + AHEAD)}`;
      const answer = await this.heard.after(() => call(path));
      this.dry = !this.add(await answer.text(), this.cards.length).length;
      const unsent = this.cards.filter((card) => card.dataset.said && !card.dataset.kept).length;
      this.open = Math.max(0, Number(answer.headers.get("Browline-Open")) - unsent);
      this.heard.trouble("");
    } catch (error) {
      this.heard.trouble(`${error.message} Trying again.`);
      setTimeout(() => this.fetch(), 3000);
    } finally {
      this.loading = false;
      this.show();
    }
  }

  /**
   * @param {string} html
   * @param {number} place
   */
  add(html, place) {
    const box = document.createElement("template");
    box.innerHTML = html;
    const here = new Set(this.cards.map((card) => card.dataset.face));
    const fresh = [...box.content.querySelectorAll("article")].filter((card) => !here.has(card.dataset.face));
    this.stage.append(...fresh);
    this.cards.splice(place, 0, ...fresh);
    return fresh;
  }

  /**
   * @param {HTMLElement} card
   * @param {string} label
   * @param {string} words
   */
  settle(card, label, words) {
    if (!card.dataset.said) this.open = Math.max(0, this.open - 1);
    card.dataset.said = label;
    this.dry = false;
    const standing = card.querySelector('[data-part="standing"]');
    standing.textContent = words;
    standing.hidden = false;
    this.at += 1;
    while (this.current?.dataset.said) this.at += 1; // one goes on where one has not been
    this.show();
  }

  /** The server has kept what was said of a face. */
  kept(face) {
    for (const card of this.cards) if (card.dataset.face === face) card.dataset.kept = "yes";
  }

  /** Fetches the first faces, and asks for all that are not settled again before others may have them. */
  begin() {
    setInterval(() => this.fetch(), RENEW);
    return this.fetch();
  }

  /** @param {number} step */
  move(step) {
    this.at = Math.min(Math.max(0, this.at + step), this.cards.length);
    this.show();
  }

  /** A face whose review does not stand any more is asked about again, now. */
  async bringBack(face) {
    let place = this.placeOf(face);
    if (place < 0) {
      place = this.at;
      const answer = await call(`/review/faces/${face}?${this.query}`);
      this.add(await answer.text(), place);
      this.open += 1;
    }
    this.unsay(this.cards[place]);
    this.at = place;
    this.show();
  }

  /** A face whose review was refused is not settled; one goes on where one is, and it is asked about later. */
  refused(face) {
    this.unsay(this.cards[this.placeOf(face)]);
    this.show();
  }

  /** A face that is not there any more, and so is none to settle. */
  drop(face) {
    const place = this.placeOf(face);
    if (place < 0) return;
    const [card] = this.cards.splice(place, 1);
    card.remove();
    if (place < this.at) this.at -= 1;
    this.show();
  }

  /** @param {string} face */
  placeOf(face) {
    return this.cards.findIndex((card) => card.dataset.face === face);
  }

  /** @param {HTMLElement | undefined} card */
  unsay(card) {
    if (!card) return;
    if (card.dataset.said) this.open += 1;
    delete card.dataset.said;
    delete card.dataset.kept;
    card.querySelector('[data-part="standing"]').hidden = true;
  }

  show() {
    this.cards.forEach((card, place) => {
      card.hidden = place !== this.at;
    });
    this.heard.shown();
    const ahead = this.cards.length - this.at;
    if (ahead < FEW && !this.loading && !this.dry) this.fetch();
  }
}
