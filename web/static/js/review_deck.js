/** The faces that a reviewer has before them: some ahead, fetched before they are needed, and those behind. */

const FEW = 8; // faces ahead under which more are fetched

export class Deck {
  /**
   * @param {HTMLElement} stage
   * @param {import("./review_source.js").Source} source
   * @param {() => void} shown hears that another face is shown, or none
   */
  constructor(stage, source, shown) {
    this.stage = stage;
    this.source = source;
    this.shown = shown;
    /** @type {HTMLElement[]} */
    this.cards = [];
    this.at = 0;
  }

  /** The face that is asked about, or undefined. */
  get current() {
    return this.cards[this.at];
  }

  /** The faces that are not settled yet, the nearest first. */
  get pending() {
    const placed = this.cards.map(({ dataset }, place) => ({ ...dataset, far: Math.abs(place - this.at) }));
    const open = placed.filter(({ said }) => !said).sort((one, other) => one.far - other.far);
    return open.map(({ face }) => face);
  }

  /** How many were settled, but the server has not said that it kept them. */
  get unsent() {
    return this.cards.filter((card) => card.dataset.said && !card.dataset.kept).length;
  }

  /** Fetches more faces. */
  async fetch() {
    this.add(await this.source.next(), this.cards.length);
    this.show();
  }

  /**
   * @param {DocumentFragment} made
   * @param {number} place
   */
  add(made, place) {
    const here = new Set(this.cards.map((card) => card.dataset.face));
    const fresh = [...made.querySelectorAll("article")].filter((card) => !here.has(card.dataset.face));
    this.stage.append(...fresh);
    this.cards.splice(place, 0, ...fresh);
  }

  /**
   * @param {HTMLElement} card
   * @param {string} label
   * @param {string} words
   */
  settle(card, label, words) {
    this.say(card.dataset.face, label, words);
    this.source.dry = false; // more may have come meanwhile
    this.at += 1;
    while (this.current?.dataset.said) this.at += 1; // one goes on where one has not been
    this.show();
  }

  /**
   * What was said of a face stands at it.
   * @param {string} face
   * @param {string} label
   * @param {string} words
   */
  say(face, label, words) {
    const card = this.cards[this.placeOf(face)];
    if (!card) return;
    card.dataset.said = label;
    const standing = card.querySelector('[data-part="standing"]');
    standing.textContent = words;
    standing.hidden = false;
  }

  /** The server has kept what was said of a face. */
  kept(face) {
    for (const card of this.cards) if (card.dataset.face === face) card.dataset.kept = "yes";
  }

  /** @param {number} step */
  move(step) {
    this.at = Math.min(Math.max(0, this.at + step), this.cards.length);
    this.show();
  }

  /**
   * Faces whose reviews do not stand any more are asked about again, now.
   * @param {string[]} faces
   */
  async bringBack(faces) {
    const missing = faces.filter((face) => this.placeOf(face) < 0);
    if (missing.length) this.add(await this.source.again(missing), this.at);
    for (const face of faces) this.unsay(face);
    const places = faces.map((face) => this.placeOf(face)).filter((place) => place >= 0);
    if (places.length) this.at = Math.min(...places);
    this.show();
  }

  /** A face that was not settled after all; one goes on where one is, and it is asked about later. */
  unsay(face) {
    const card = this.cards[this.placeOf(face)];
    if (!card) return;
    delete card.dataset.said;
    delete card.dataset.kept;
    card.querySelector('[data-part="standing"]').hidden = true;
  }

  /** A face that is not to be settled here any more. */
  drop(face) {
    const place = this.placeOf(face);
    if (place < 0) return;
    const [card] = this.cards.splice(place, 1);
    card.remove();
    if (place < this.at) this.at -= 1;
    this.show();
  }

  /** Nothing is to be settled here any more. */
  clear() {
    for (const card of this.cards) card.remove();
    this.cards = [];
    this.at = 0;
    this.show();
  }

  /** @param {string} face */
  placeOf(face) {
    return this.cards.findIndex((card) => card.dataset.face === face);
  }

  show() {
    this.cards.forEach((card, place) => {
      card.hidden = place !== this.at;
    });
    this.shown();
    const ahead = this.cards.length - this.at;
    if (ahead < FEW && !this.source.loading && !this.source.dry) this.fetch();
  }
}
