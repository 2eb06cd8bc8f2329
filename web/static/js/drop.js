/** Where files come in: the file dialog, the folder dialog, and a drop anywhere in the window. */

import { fromDrop, fromInput } from "./collect.js";

/**
 * @typedef {object} Taker
 * @property {() => boolean} busy whether files cannot be taken now
 * @property {(found: number) => void} looking hears of a search through folders
 * @property {(collection: import("./collect.js").Collection) => void} take gets the files
 */

/**
 * Listens on the whole document, so that inputs may be rendered again.
 * @param {Taker} taker
 */
export function watchFiles(taker) {
  const veil = document.getElementById("drop-veil");
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") && !taker.busy();
  const show = (visible) => {
    if (veil) veil.hidden = !visible;
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.files.length) return;
    const collection = fromInput(input.files);
    input.value = ""; // the same folder may be chosen again
    if (!taker.busy()) taker.take(collection);
  });
  window.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    show(carriesFiles(event));
  });
  window.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) show(false);
  });
  window.addEventListener("drop", async (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    show(false);
    if (taker.busy()) return;
    taker.take(await fromDrop(event.dataTransfer, taker.looking));
  });
}
