/** From a row's page to those beside it: J and K, Escape back to the rows with their filter, page and place. */

const FROM = "rows-before";

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
    // Walking on by keys leaves no trail, so that Escape leads back to the rows from wherever one has come to.
    if (link instanceof HTMLAnchorElement) location.replace(link.href);
  };
}

/**
 * Whether the step before in the browser's history is the list of rows, however far one has walked since.
 * @param {HTMLAnchorElement} back
 */
function cameFrom(back) {
  const list = new URL(back.href).pathname;
  const before = document.referrer ? new URL(document.referrer).pathname : "";
  if (before === list) sessionStorage.setItem(FROM, list);
  else if (!/^\/(faces|images)\//.test(before)) sessionStorage.removeItem(FROM);
  return sessionStorage.getItem(FROM) === list;
}
