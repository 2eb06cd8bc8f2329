/** The results table under the hand: a row opens its detail; J, K, Enter and O do the same from the keyboard. */

import { showTimes } from "./times.js";

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("detail"));
const ROWS = "#rows tr:not(.beneath)"; // beneath a person are their frames
let shown = "";

/** Makes rows open and keys move. It listens on the document, because the rows are rendered again and again. */
export function watchRows() {
  document.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest(ROWS) : null;
    if (row && !getSelection()?.toString()) open(row);
    else if (event.target === dialog) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (step) move(step);
    // O opens the image of the row that is shown, with all its faces.
    else if (event.key.toLowerCase() === "o" && dialog.open) dialog.querySelector("[data-image]")?.click();
  });
  dialog.addEventListener("close", () => focusOn(document.getElementById(shown)));
}

/** @param {number} step */
function move(step) {
  const rows = [...document.querySelectorAll(ROWS)];
  const current = dialog.open ? document.getElementById(shown) : focused();
  const at = current ? rows.indexOf(current) + step : 0;
  const next = rows[Math.min(rows.length - 1, Math.max(0, at))];
  if (!next) return;
  if (dialog.open) open(next);
  else focusOn(next);
}

/** The row that has the focus, or that has beneath it what has the focus. */
function focused() {
  const row = document.activeElement?.closest("#rows tr");
  return row?.matches(ROWS) ? row : row?.previousElementSibling;
}

/** @param {Element} row */
function open(row) {
  const template = row.querySelector("template");
  shown = row.id;
  dialog.replaceChildren(template.content.cloneNode(true));
  showTimes();
  if (!dialog.open) dialog.showModal();
}

/** @param {Element | null} row */
function focusOn(row) {
  row?.querySelector(".open")?.focus();
  row?.scrollIntoView({ block: "nearest" });
}
