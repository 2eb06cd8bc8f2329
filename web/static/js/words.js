/**
 * What scripts say, in the page's language: English as it stands in the code, others from a module of the catalogue.
 * A text is a format: values stand in it as `%(name)s`, a percent sign as `%%`.
 */

import { number } from "./numbers.js";

/** @type {HTMLLinkElement | null} named by pages in other languages than English */
const catalogue = document.querySelector("link[data-words]");
const { texts, errors, form } = await loaded();

/**
 * @param {string} text
 * @param {Record<string, string | number>} [values]
 */
export function _(text, values = {}) {
  return filled(texts[text] || text, values);
}

/**
 * The text that fits a count, which is `%(num)s` in it.
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {Record<string, string | number>} [values]
 */
export function ngettext(one, many, count, values = {}) {
  const said = texts[one]?.[form(count)] || (count === 1 ? one : many);
  return filled(said, { num: number(count), ...values });
}

/**
 * What an error of the server says: in English its own sentence, else what its code means.
 * @param {string | null | undefined} code
 * @param {string} detail
 */
export function errorWords(code, detail) {
  return errors[code ?? ""] ?? detail;
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
function filled(text, values) {
  return text.replace(/%\((\w+)\)s|%%/g, (place, name) => (name ? String(values[name]) : "%"));
}

/** Without the catalogue a page still works, in English. */
async function loaded() {
  const none = { texts: {}, errors: {}, form: Number };
  return catalogue ? import(catalogue.href).catch(() => none) : none;
}
