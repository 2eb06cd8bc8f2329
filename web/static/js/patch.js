/** Brings a part of the page up to date with fresh HTML from the server, touching only what differs: nothing jumps. */

/** @type {WeakMap<Element, string>} what the server sent for an element, before scripts changed it */
const sources = new WeakMap();

/**
 * @param {Element} container
 * @param {string} html its new content; elements with the same id are the same
 */
export function patch(container, html) {
  const focused = document.activeElement?.id;
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  patchChildren(container, fresh);
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/**
 * @param {Element} old
 * @param {Element} fresh
 */
function patchChildren(old, fresh) {
  const known = new Map([...old.children].map((child) => [child.id, child]));
  let place = old.firstElementChild;
  for (const child of [...fresh.children]) {
    const same = known.get(child.id);
    if (same) {
      known.delete(child.id);
      if (same === place) place = place.nextElementSibling;
      else old.insertBefore(same, place);
      patchOne(same, child);
    } else {
      old.insertBefore(adopt(child), place);
    }
  }
  for (const gone of known.values()) gone.remove();
}

/**
 * @param {Element} old
 * @param {Element} fresh
 */
function patchOne(old, fresh) {
  const html = fresh.outerHTML;
  if ((sources.get(old) ?? old.outerHTML) === html) return;
  const children = [...fresh.children];
  if (children.length && children.every((child) => child.id)) {
    patchChildren(old, fresh);
    sources.set(old, html);
    return;
  }
  if (old instanceof HTMLDetailsElement) fresh.toggleAttribute("open", old.open);
  for (const open of old.querySelectorAll("details[id][open]")) {
    fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  }
  old.replaceWith(adopt(fresh, html));
}

/**
 * @param {Element} fresh
 * @param {string} html
 */
function adopt(fresh, html = fresh.outerHTML) {
  const node = document.importNode(fresh, true);
  sources.set(node, html);
  return node;
}
