/** The results under the hand, as a table or as pictures: J, K and the arrows move, Enter or a click opens one. */

import { silent } from "./letters.js";

const ROWS = "#rows [data-row]"; // beneath a person are their frames, which are no row
const OPENED = "opened-row";
const IN_LINE = { j: 1, k: -1, arrowright: 1, arrowleft: -1 };

/** It listens on the document, because the rows are rendered again and again. */
export function watchRows() {
  comeBack();
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const opened = target?.closest(".open");
    if (opened) sessionStorage.setItem(OPENED, opened.id);
    if (!target || target.closest("a, button, summary, input") || getSelection()?.toString()) return;
    target.closest(ROWS)?.querySelector(".open")?.click();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || silent(event)) return;
    const step = stepOf(event.key.toLowerCase());
    if (step && move(step)) event.preventDefault();
  });
}

/** Gives the focus to the row that was opened, for who comes back from it: J goes on to the next one. */
function comeBack() {
  const opened = sessionStorage.getItem(OPENED);
  sessionStorage.removeItem(OPENED);
  const [navigation] = performance.getEntriesByType("navigation"); // none where the clock is another's
  if (!opened || navigation?.type !== "back_forward") return;
  const focus = () => document.getElementById(opened)?.focus({ preventScroll: true });
  if (document.readyState === "complete") focus();
  else addEventListener("load", focus, { once: true }); // when all rows are shown
}

/**
 * How many rows a key moves by; the arrows, which scroll elsewhere, only among pictures.
 * @param {string} key
 */
function stepOf(key) {
  const among = document.activeElement?.closest(".gallery");
  if (key.startsWith("arrow") && !among) return 0;
  if (key === "arrowdown" || key === "arrowup") return (key === "arrowup" ? -1 : 1) * columns(among);
  return IN_LINE[key] ?? 0;
}

/**
 * How many pictures stand beside one another.
 * @param {Element} gallery
 */
function columns(gallery) {
  const tops = [...gallery.children].map((tile) => tile.getBoundingClientRect().top);
  const next = tops.findIndex((top) => top > tops[0] + 1);
  return next < 0 ? tops.length : next;
}

/**
 * @param {number} step
 * @returns {boolean} whether there is anywhere to go
 */
function move(step) {
  const rows = [...document.querySelectorAll(ROWS)];
  const current = focused();
  const at = current ? rows.indexOf(current) + step : 0;
  const next = rows[Math.min(rows.length - 1, Math.max(0, at))];
  next?.querySelector(".open")?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

/** The row that has the focus, or that has beneath it what has the focus. */
function focused() {
  const row = document.activeElement?.closest("#rows > *");
  return row?.matches("[data-row]") ? row : row?.previousElementSibling;
}
