/** Brings a part of the page up to date with fresh HTML from the server, touching only what differs: nothing jumps. */

const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
const FIELDS = "input:not([type=hidden], [type=file]), textarea, select";

/** @type {WeakMap<Element, string>} what the server sent for an element, before scripts changed it */
const sources = new WeakMap();

/** @type {WeakMap<Element, string | boolean | undefined>} what a field held when another view was asked for */
let settled = new WeakMap();

/**
 * @param {Element} container
 * @param {string} html its new content; elements with the same id are the same
 */
export function patch(container, html) {
  const held = document.activeElement;
  const named = held?.closest("[id]"); // where it is: a row that goes elsewhere is the same row there
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  patchChildren(container, fresh);
  if (named && document.activeElement !== held) holdAgain(held, named);
}

/**
 * What fields hold now is not to outlive the view that they belong to; what is typed from here on is, whatever they say
 * in the other one.
 * @param {Element} container
 */
export function settle(container) {
  for (const field of fieldsOf(container)) settled.set(field, contentOf(field));
}

/** The other view is there, or will not come: what a field that is still the same one holds has not been sent yet. */
export function unsettle() {
  settled = new WeakMap();
}

/**
 * Gives the focus to what stands where it was, in a line of text to the same letter.
 * @param {Element} held
 * @param {Element} named it, or what it is in, with an id
 */
function holdAgain(held, named) {
  const now = document.getElementById(named.id);
  const same = named === held ? now : theSame(held, now);
  same?.focus({ preventScroll: true });
  if (!(same instanceof HTMLInputElement)) return;
  if (held.selectionStart !== null) same.setSelectionRange(held.selectionStart, held.selectionEnd);
}

/**
 * By what it says and sends: whoever is about to press "Cancel" must not hit what took its place. Where several are
 * alike none of them is it.
 * @param {Element} held
 * @param {Element | null} now what it was in
 */
function theSame(held, now) {
  const sign = signOf(held);
  const alike = [...(now?.querySelectorAll(CONTROLS) ?? [])].filter((each) => signOf(each) === sign);
  return alike.length === 1 ? alike[0] : null;
}

/**
 * What tells a control from the others beside it; what a person types or chooses is no part of it.
 * @param {Element} control
 */
function signOf(control) {
  const { localName, ariaLabel, textContent } = control;
  const fixed = localName === "button" || ["checkbox", "radio", "submit", "button"].includes(control.type);
  const sent = ["type", "name", ...(fixed ? ["value"] : [])].map((name) => control.getAttribute(name));
  return JSON.stringify([localName, ariaLabel ?? textContent, ...sent]);
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
    patchAttributes(old, fresh);
    patchChildren(old, fresh);
    sources.set(old, html);
    return;
  }
  if (old instanceof HTMLDetailsElement) fresh.toggleAttribute("open", old.open);
  for (const open of old.querySelectorAll("details[id][open]")) {
    fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  }
  const node = adopt(fresh, html);
  carry(old, node);
  old.replaceWith(node);
}

/**
 * What was typed, ticked or chosen and not sent yet goes on in the same field, unless the server says another thing of
 * it now.
 * @param {Element} old
 * @param {Element} fresh
 */
function carry(old, fresh) {
  for (const field of fieldsOf(old)) {
    const other = settled.has(field); // it is drawn for another view
    if (contentOf(field) === (other ? settled.get(field) : sent(field))) continue;
    const same = field === old ? fresh : theSame(field, fresh);
    if (same && (other || sent(same) === sent(field))) fill(same, contentOf(field));
  }
}

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/**
 * @param {Element} element
 * @returns {Field[]} itself, if it is one, or those in it
 */
const fieldsOf = (element) => (element.matches(FIELDS) ? [element] : [...element.querySelectorAll(FIELDS)]);

/**
 * What a person has in a field: whether it is ticked, which of several is, or the text.
 * @param {Field} field
 */
function contentOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "radio") return among(field).find((each) => each.checked)?.value;
  return field.value;
}

/**
 * What the server said of a field.
 * @param {Field} field
 */
function sent(field) {
  if (field.type === "checkbox") return field.defaultChecked;
  if (field.type === "radio") return among(field).find((each) => each.defaultChecked)?.value;
  if (!(field instanceof HTMLSelectElement)) return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;
}

/**
 * @param {Field} field
 * @param {string | boolean | undefined} content as `contentOf` gives it
 */
function fill(field, content) {
  if (field.type === "checkbox") field.checked = content;
  else if (field.type === "radio") field.checked = field.value === content;
  else field.value = content;
}

/**
 * The radio buttons of which only one can be ticked.
 * @param {HTMLInputElement} radio
 */
function among(radio) {
  const room = radio.form ?? radio.getRootNode();
  return [...room.querySelectorAll("input[type=radio]")].filter((each) => each.name === radio.name);
}

/**
 * @param {Element} old
 * @param {Element} fresh
 */
function patchAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
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
