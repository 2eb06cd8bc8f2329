/** One grid of faces: which of them are marked as wrong, and which one has the focus. */

import { _ } from "./words.js";

const OTHER = { female: "male", male: "female" };
const SAID = {
  female: _("female"), male: _("male"), unclear: _("unclear"), not_a_face: _("not a face"),
}; // prettier-ignore

export class Grid {
  /**
   * @param {HTMLElement} section
   * @param {(tile: HTMLButtonElement) => void} changed hears of marks that come and go
   * @param {() => void} loaded hears that all pictures are there, or will not come
   */
  constructor(section, changed, loaded) {
    this.section = section;
    this.changed = changed;
    /** @type {HTMLButtonElement[]} */
    this.tiles = [...section.querySelectorAll(".tile")];
    for (const tile of this.tiles) this.mark(tile, "");
    for (const tile of this.tiles) this.watch(tile, loaded);
    section.addEventListener("click", (event) => {
      const tile = event.target.closest(".tile");
      if (!tile) return;
      this.focus(tile);
      this.cycle(tile);
    });
    section.addEventListener("focusin", (event) => {
      if (event.target.matches(".tile")) this.rove(event.target);
    });
  }

  /**
   * A face whose picture does not come says so: nobody confirms unseen what was only not there yet.
   * @param {HTMLButtonElement} tile
   * @param {() => void} loaded
   */
  watch(tile, loaded) {
    const picture = tile.querySelector("img");
    const ended = () => {
      tile.classList.toggle("lost", !picture.naturalWidth);
      if (this.loaded) loaded();
    };
    if (picture.complete) return ended();
    picture.addEventListener("load", ended, { once: true });
    picture.addEventListener("error", ended, { once: true });
  }

  /** Whether no picture is still to come. */
  get loaded() {
    return this.tiles.every((tile) => tile.querySelector("img").complete);
  }

  /** @returns {string[]} */
  get faces() {
    return this.tiles.map((tile) => tile.dataset.face);
  }

  /** What is said of each face: its mark, else what the model says. */
  get words() {
    return this.tiles.map(({ dataset }) => ({ face_id: dataset.face, label: dataset.mark || dataset.label }));
  }

  get wrong() {
    return this.tiles.filter((tile) => tile.dataset.mark).length;
  }

  /** The tile that keys mean. */
  get active() {
    return this.tiles.find((tile) => tile.tabIndex === 0);
  }

  /** @param {HTMLButtonElement} tile */
  cycle(tile) {
    const marks = ["", OTHER[tile.dataset.label], "unclear", "not_a_face"];
    this.mark(tile, marks[(marks.indexOf(tile.dataset.mark ?? "") + 1) % marks.length]);
    this.changed(tile);
  }

  /**
   * Says of a tile's face what it is; the model's own label is no mark.
   * @param {HTMLButtonElement} tile
   * @param {string} label
   */
  mark(tile, label) {
    const mark = label === tile.dataset.label ? "" : label;
    tile.dataset.mark = mark;
    tile.setAttribute("aria-pressed", String(Boolean(mark)));
    tile.querySelector('[data-part="mark"]').textContent = mark ? SAID[mark] : "";
    const said = mark
      ? _("wrong: %(label)s", { label: SAID[mark] })
      : _("right: %(label)s", { label: SAID[tile.dataset.label] });
    tile.setAttribute("aria-label", `${tile.dataset.name}; ${said}`);
  }

  /**
   * The tile that a key leads to: by 1 or -1 (J and K too), a row up or down, or to an end; that which is active where none is there.
   * @param {string} key
   * @returns {HTMLButtonElement | undefined} undefined where the key is none of these
   */
  to(key) {
    const [at, row, last] = [this.tiles.indexOf(this.active), this.columns(), this.tiles.length - 1];
    // Above where the last row has none, down leads to its end.
    const below = Math.floor(at / row) < Math.floor(last / row) ? Math.min(at + row, last) : at;
    const to = {
      arrowright: at + 1, arrowleft: at - 1, j: at + 1, k: at - 1, arrowdown: below, arrowup: at - row,
      home: 0, end: last,
    }[key]; // prettier-ignore
    return to === undefined ? undefined : (this.tiles[to] ?? this.active);
  }

  /** How many tiles are in a row, as the window is now. */
  columns() {
    const top = this.tiles[0]?.offsetTop;
    const next = this.tiles.findIndex((tile) => tile.offsetTop !== top);
    return next < 0 ? this.tiles.length : next;
  }

  /** @param {HTMLButtonElement} tile */
  focus(tile) {
    this.rove(tile);
    tile.focus();
  }

  /** @param {HTMLButtonElement} tile */
  rove(tile) {
    for (const each of this.tiles) each.tabIndex = each === tile ? 0 : -1;
  }

  /** Takes faces away that are not to be settled here any more. */
  drop(faces) {
    const gone = new Set(faces);
    const had = this.active;
    for (const tile of this.tiles) if (gone.has(tile.dataset.face)) tile.remove();
    this.tiles = this.tiles.filter((tile) => !gone.has(tile.dataset.face));
    if (this.tiles.length && !this.tiles.includes(had)) this.rove(this.tiles[0]);
  }
}
