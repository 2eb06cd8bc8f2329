/** From a row's page to those beside it: J and K, Escape back to the rows with their filter, page and place. */

const FROM = "rows-before";
const ROW = /^\/(faces|images)\//; // the pages of one row

/**
 * @param {Record<string, () => void>} keys what other keys do, by their lower case
 */
export function watchWalk(keys = {}) {
  const back = /** @type {HTMLAnchorElement} */ (document.getElementById("back"));
  const fromRows = cameFrom(back);
  back.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !fromRows) return;
    event.preventDefault();
    history.back(); // to the page of the list and the place in it that one came from
  });
  document.addEventListener("click", walkOn);
  const all = { j: follow("following"), k: follow("previous"), o: follow("image"), escape: () => back.click(), ...keys };
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    all[event.key.toLowerCase()]?.();
  });
}

/** @param {string} id of a link, which need not be there */
function follow(id) {
  return () => {
    const link = document.getElementById(id);
    if (link instanceof HTMLAnchorElement) link.click();
  };
}

/**
 * Walking on by a click leaves no trail either: Escape leads back to the rows from wherever one has come to.
 * @param {MouseEvent} event
 */
function walkOn(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || elsewhere) return;
  if (link.origin !== location.origin || !ROW.test(link.pathname)) return;
  event.preventDefault();
  location.replace(link.href);
}

/**
 * Whether the step before in the browser's history is the list of rows, however far one has walked since.
 * @param {HTMLAnchorElement} back
 */
function cameFrom(back) {
  const list = new URL(back.href).pathname;
  const before = document.referrer ? new URL(document.referrer).pathname : "";
  if (history.length < 2) sessionStorage.removeItem(FROM); // a new tab, in which there is nothing to go back to
  else if (before === list) sessionStorage.setItem(FROM, list);
  else if (!ROW.test(before)) sessionStorage.removeItem(FROM);
  return sessionStorage.getItem(FROM) === list;
}
