/** From a row's page to those beside it: J and K, Escape back to the rows with their filter, page and place. */

import { silent } from "./letters.js";

const FROM = "rows-before";
const BESIDE = /^\/(faces|images)\//; // paths of pages from which one walks
const HELD = new Set(["j", "k"]); // keys that go on while they are held down

/**
 * @param {Record<string, () => void>} keys what other keys do, by their lower case
 * @param {() => Promise<unknown>} ready is waited for before the page is left
 */
export function watchWalk(keys = {}, ready = () => Promise.resolve()) {
  const back = /** @type {HTMLAnchorElement} */ (document.getElementById("back"));
  const fromRows = cameFrom(back);
  document.addEventListener("click", async (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const plain = !(event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!plain || !(link instanceof HTMLAnchorElement)) return;
    if (link !== back && !BESIDE.test(link.pathname)) return;
    event.preventDefault();
    await ready();
    // Walking on leaves no trail, so that one comes back to the rows from wherever one has come to.
    if (link !== back) location.replace(link.href);
    else if (fromRows) history.back(); // to the page of the list and the place in it that one came from
    else location.assign(back.href);
  });
  const follow = (id) => () => document.getElementById(id)?.click();
  const all = {
    j: follow("following"), k: follow("previous"), o: follow("image"), escape: () => back.click(), ...keys,
  }; // prettier-ignore
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || silent(event)) return;
    const key = event.key.toLowerCase();
    if (!event.repeat || HELD.has(key)) all[key]?.();
  });
}

/**
 * Whether the step before in the browser's history is the list of rows, however far one has walked since.
 * @param {HTMLAnchorElement} back
 */
function cameFrom(back) {
  const list = new URL(back.href).pathname;
  const before = document.referrer ? new URL(document.referrer).pathname : "";
  // A tab of its own has the list as its referrer, but no step to go back.
  if (before === list && history.length > 1) sessionStorage.setItem(FROM, list);
  else if (!BESIDE.test(before)) sessionStorage.removeItem(FROM);
  return sessionStorage.getItem(FROM) === list;
}
