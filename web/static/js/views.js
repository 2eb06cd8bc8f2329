/**
 * Another filter, order or page of a list is another address of the same page: only what differs is fetched.
 * The browser's own navigation does the rest: links and forms stay what they are, and its history, its sign of loading
 * and its place in the page keep working. Where it cannot be joined in, and for anything else, pages load as ever.
 */

import { insist } from "./insist.js";
import { settle, unsettle } from "./patch.js";
import { tellStale } from "./poll.js";
import { _ } from "./words.js";

/**
 * @param {HTMLElement} container of what differs
 * @param {string} path whose queries are the views
 * @param {(signal: AbortSignal) => Promise<unknown>} show brings the container to what the address says
 * @param {() => void} shown hears that it has been
 */
export function watchViews(container, path, show, shown) {
  window.navigation?.addEventListener("navigate", (event) => {
    if (!isView(event, path)) return;
    const turned = event.navigationType === "push" && isOtherPage(location.href, event.destination.url);
    event.intercept({
      focusReset: "manual",
      scroll: event.navigationType === "traverse" ? "after-transition" : "manual",
      handler: () => follow(container, event, show, () => arrive(turned, shown)),
    });
  });
}

/**
 * @param {NavigateEvent} event
 * @param {string} path
 */
function isView(event, path) {
  const plain = event.canIntercept && !event.hashChange && event.downloadRequest === null && !event.formData;
  return plain && event.navigationType !== "reload" && new URL(event.destination.url).pathname === path;
}

/**
 * Whether two addresses are pages of the same list in the same order.
 * @param {string} one
 * @param {string} other
 */
function isOtherPage(one, other) {
  const [first, second] = [one, other].map((address) => new URL(address).searchParams);
  const turned = first.get("cursor") !== second.get("cursor");
  for (const query of [first, second]) query.delete("cursor");
  return turned && String(first) === String(second);
}

/**
 * @param {HTMLElement} container
 * @param {NavigateEvent} event whose signal ends it once somebody wants another view
 * @param {(signal: AbortSignal) => Promise<unknown>} show
 * @param {() => void} done
 */
async function follow(container, { signal, navigationType }, show, done) {
  const held = document.activeElement;
  container.setAttribute("aria-busy", "true");
  settle(container);
  try {
    await insist(() => show(signal), signal, (trouble) => {
      tellStale(trouble ? _("%(error)s Trying again.", { error: trouble.error.message }) : "");
    });
  } catch {
    if (!signal.aborted) location.reload(); // the server says on a page of its own what is wrong
    else if (!window.navigation.transition) stay(container, navigationType); // somebody pressed Escape
    return;
  }
  container.removeAttribute("aria-busy");
  unsettle();
  if (navigationType !== "traverse") unfoldLater(); // else the place to go back to may be below the fold
  // What had the focus may be gone, as a condition is that was taken out.
  if (!held?.isConnected && document.activeElement === document.body) focusResults();
  done();
}

/**
 * Leaves what is there, and the address that it has.
 * @param {Element} container
 * @param {string} navigationType
 */
function stay(container, navigationType) {
  container.removeAttribute("aria-busy");
  unsettle();
  if (navigationType === "push") history.back();
}

/** Paints the rows that a window shows before those below them, as `theme.js` does at first. */
function unfoldLater() {
  const { classList } = document.documentElement;
  classList.add("above-fold");
  requestAnimationFrame(() => requestAnimationFrame(() => classList.remove("above-fold")));
  setTimeout(() => classList.remove("above-fold"), 500); // a window that nobody looks at paints nothing
}

/**
 * @param {boolean} turned whether it is the next page of the list, which is read from its beginning
 * @param {() => void} shown
 */
function arrive(turned, shown) {
  if (turned) {
    focusResults();
    document.getElementById("results").scrollIntoView();
  }
  shown();
}

const focusResults = () => document.getElementById("results").focus({ preventScroll: true });
