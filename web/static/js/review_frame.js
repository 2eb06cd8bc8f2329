/** What both ways to review share: the question, the window's name, progress, what is told, and the keys' dialog. */

import { silent } from "./letters.js";
import { number } from "./numbers.js";
import { waitingChanged } from "./waiting.js";
import { _, ngettext } from "./words.js";

export const page = document.getElementById("review");

/** @param {string} name */
export const part = (name) => document.getElementById(`review-${name}`);

/** What is asked about, and the window that asks. */
export const query = new URLSearchParams(page.dataset.query);
query.set("desk", deskName());

const many = Number(page.dataset.many);

/** How far one is: what was settled since the tab was opened, and what waits. */
export const progress = {
  open: Number(page.dataset.open),
  done: Number(sessionStorage.getItem("review-done") ?? 0),

  /**
   * @param {number} count settled; below 0 where it was taken back
   */
  settled(count) {
    this.done = Math.max(0, this.done + count);
    this.open = Math.max(0, this.open - count);
    sessionStorage.setItem("review-done", String(this.done));
    this.show();
  },

  /** @param {number} open what the server says is open, less what is on its way */
  heard(open) {
    this.open = Math.max(0, open);
    this.show();
  },

  show() {
    part("open").textContent = this.open > many ? `${number(many)}+` : number(this.open);
    part("done").textContent = number(this.done);
    part("bar").value = this.done / Math.max(1, this.done + this.open);
  },
};

const wrong = { passing: "", refusal: "" };

/** @param {string} words what is wrong now; empty where all is well again, but for what was refused */
export function trouble(words) {
  wrong.passing = words;
  showWrong();
}

/** @param {string} words why something was not kept, for good; it stays until the next thing is kept */
export function refuse(words) {
  wrong.refusal = words;
  showWrong();
}

function showWrong() {
  const words = wrong.passing || wrong.refusal;
  part("trouble").textContent = words;
  part("trouble").hidden = !words;
}

/** @param {string} words what happened; it stays until the next thing happens, also a key or a click */
export function notice(words) {
  part("notice").textContent = words;
  part("notice").hidden = !words;
}

/** @param {number} faces that other windows have open: they are not asked about here meanwhile */
export function held(faces) {
  const words = ngettext(
    "%(num)s face is open in another tab or with somebody else and comes back soon",
    "%(num)s faces are open in another tab or with somebody else and come back soon",
    faces,
  );
  part("held").textContent = faces ? ` · ${words}` : "";
}

/** @param {string} words for who does not see the page */
export function say(words) {
  part("spoken").textContent = words;
}

/** @param {boolean} now whether something that was said is still on its way */
export function saving(now) {
  part("saving").hidden = !now;
  if (!now) waitingChanged();
}

/**
 * Why a word was not kept, in the page's language where the reason is an expected one.
 * @param {{code: string, message?: string, detail?: string}} refusal
 */
export function reason(refusal) {
  if (refusal.code === "settled_meanwhile") {
    return _("Somebody else has settled this face meanwhile; what they said stands.");
  }
  if (refusal.code === "not_disputed") return _("People agree on this face by now, or somebody has decided it.");
  if (refusal.code === "not_found") {
    return _("This face was deleted, or is not shared with you any more. What you settled before stays.");
  }
  return refusal.message ?? refusal.detail;
}

/** @param {boolean} any whether this window has said anything that can be taken back */
export function mayUndo(any) {
  part("undo").disabled = !any;
}

/** What the end of the page is called where no face waits. */
export function nothingTitle() {
  return "nothingYet" in page.dataset ? _("There is nothing to review yet") : _("Nothing is left to review");
}

/** Why there is no face. Of disputed ones some may wait that are not for this person to decide. */
export function nothingLeft() {
  if ("nothingYet" in page.dataset) {
    return _("Upload images, or have a job shared with you: faces that the model is unsure of are asked about here.");
  }
  if (query.get("which") === "disputed") return _("Where you gave one of the opinions, somebody else decides.");
  if (query.get("quality_flag") === "none") return _("Every face without flaws is settled; those with flaws are left.");
  if (page.querySelector("#without-drawn")) return _("Of faces that the demo did not draw none is left to ask about.");
  return _("Every face that was asked about is settled.");
}

/**
 * Hears keys, unless somebody types elsewhere or a dialog is open. One that is held down acts once.
 * @param {(key: string, event: KeyboardEvent) => (() => void) | undefined} meaning what a key does, if anything
 */
export function onKey(meaning) {
  const showKeys = () => part("keys").showModal();
  part("keys-open").addEventListener("click", showKeys);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || part("keys").open || silent(event)) return;
    const key = event.key.toLowerCase();
    const act = key === "?" ? showKeys : meaning(key, event);
    // Else the browser clicks the button that has the focus, once more with every repeat.
    if (act || (event.repeat && pressed(event))) event.preventDefault();
    if (!act || event.repeat) return;
    notice("");
    act();
  });
  const leave = (event) => {
    notice("");
    if (event.detail) pressed(event)?.blur(); // the mouse leaves no focus: the next Space means the face, not the button
  };
  page.addEventListener("click", leave, true); // before a dialog opens, which would give the focus back
}

/** The button of the bar that an event is about. */
function pressed({ target }) {
  return target instanceof Element ? target.closest(".review-bar button") : null;
}

/**
 * A name for this window, kept as long as its tab: two windows are never given the same face. It is put down only
 * while the window is left, since a tab that is duplicated takes along all that is put down.
 */
function deskName() {
  const name = sessionStorage.getItem("desk") ?? Math.random().toString(36).slice(2, 12);
  const putDown = () => sessionStorage.setItem("desk", name);
  const takeUp = () => sessionStorage.removeItem("desk");
  takeUp();
  window.addEventListener("pagehide", putDown);
  window.addEventListener("pageshow", takeUp);
  // Browsers of phones end a hidden tab without a word.
  document.addEventListener("visibilitychange", () => (document.hidden ? putDown() : takeUp()));
  return name;
}
