/** A job's threshold: the slider says what each step would leave uncertain; saving asks the server, undo takes it back. */

import { call } from "./api.js";
import { measured, number, plainPercent } from "./numbers.js";
import { waitingChanged } from "./waiting.js";
import { _, ngettext } from "./words.js";

const UNDO = 10_000; // milliseconds that a saved threshold can be taken back

/** @typedef {[threshold: number, left: number, right?: number, low?: number, high?: number]} Step */

/**
 * Makes the form within an element work, whenever it comes there.
 * @param {Element} place
 * @param {() => void} saved hears that another threshold counts now
 */
export function watchThreshold(place, saved) {
  const form = place.querySelector("#threshold-form");
  if (form) new Threshold(form, saved);
}

class Threshold {
  /**
   * @param {HTMLFormElement} form
   * @param {() => void} saved
   */
  constructor(form, saved) {
    this.form = form;
    this.saved = saved;
    /** @type {Step[]} */
    this.steps = JSON.parse(form.dataset.steps);
    this.faces = Number(form.dataset.faces);
    this.slider = form.querySelector("#threshold-slider");
    this.save = form.querySelector("#threshold-save");
    this.undo = form.querySelector("#threshold-undo");
    this.kept = Number(this.slider.defaultValue);
    this.before = this.kept;
    this.timer = 0;
    this.slider.value = String(this.kept);
    this.slider.addEventListener("input", () => this.show());
    this.undo.addEventListener("click", () => this.keep(this.before, false));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep(Number(this.slider.value), true);
    });
    this.show();
  }

  /** Says what the step under the thumb would do. */
  show() {
    const place = Number(this.slider.value);
    const [threshold, left, right, low, high] = this.steps[place];
    const more = left - this.steps[this.kept][1];
    const words = plainPercent(threshold);
    this.put("value", words);
    const would = ngettext("%(left)s of %(num)s face is left uncertain.", "%(left)s of %(num)s faces are left uncertain.", this.faces, { left: number(left) });
    this.put("would", place === this.kept ? would : `${would} ${compared(more)}`);
    this.put("right", right === undefined ? "" : _("Of the rest about %(right)s is right (%(low)s to %(high)s), by the random sample.", { right: measured(right), low: measured(low), high: measured(high) }));
    this.slider.setAttribute("aria-valuetext", _("%(threshold)s: %(left)s left uncertain", { threshold: words, left: number(left) }));
    this.form.querySelector("#threshold-bar").setAttribute("width", String(this.faces ? (1000 * left) / this.faces : 0));
    this.save.disabled = place === this.kept;
    document.dispatchEvent(new CustomEvent("threshold", { detail: { place, threshold } }));
  }

  /**
   * @param {number} place of the step that is to count
   * @param {boolean} undoable
   */
  async keep(place, undoable) {
    const old = this.kept;
    const [threshold, left] = this.steps[place];
    this.save.disabled = true;
    this.undo.disabled = true;
    this.put("said", _("Saving …"));
    try {
      await call(`/api/v1/jobs/${this.form.dataset.job}`, {
        method: "PATCH",
        body: JSON.stringify({ threshold }),
        headers: { "Content-Type": "application/json" },
      });
      this.kept = place;
      this.before = old;
      this.slider.value = String(place);
      this.offerUndo(undoable);
      if (!undoable) this.slider.focus(); // the button that was pressed is gone
      const values = { threshold: plainPercent(threshold), left: number(left) };
      this.put("said", undoable ? _("Saved: uncertain under %(threshold)s, which leaves %(left)s.", values) : _("Taken back: uncertain under %(threshold)s again, which leaves %(left)s.", values));
      this.saved();
      waitingChanged();
    } catch (error) {
      this.put("said", _("That was not saved: %(why)s The threshold is as it was.", { why: error.message }));
    }
    this.undo.disabled = false;
    this.show();
  }

  /** @param {boolean} offered */
  offerUndo(offered) {
    clearTimeout(this.timer);
    if (!offered && document.activeElement === this.undo) this.slider.focus();
    this.undo.hidden = !offered;
    if (offered) this.timer = setTimeout(() => this.offerUndo(false), UNDO);
  }

  /**
   * @param {string} part
   * @param {string} words
   */
  put(part, words) {
    this.form.querySelector(`#threshold-${part}`).textContent = words;
  }
}

/** @param {number} more faces than by what is saved */
function compared(more) {
  if (more === 0) return _("As many as now.");
  return more > 0 ? ngettext("%(num)s more than now.", "%(num)s more than now.", more) : ngettext("%(num)s fewer than now.", "%(num)s fewer than now.", -more);
}
