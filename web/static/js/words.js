/**
 * What scripts say, in the page's language: English as it stands in the code, others from a module of the catalogue.
 * A text is a format: values stand in it as `%(name)s`, a percent sign as `%%`.
 */

import { fixed, number } from "./numbers.js";

/** @type {HTMLLinkElement | null} named by pages in other languages than English */
const catalogue = document.querySelector("link[data-words]");
const { texts, errors, sentences, form } = await loaded();

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
 * What an error of the server says: in English its own sentence, else the same with its values, or what its code means.
 * @param {string | null | undefined} code
 * @param {string} detail
 */
export function errorWords(code, detail) {
  for (const [sentence, said] of sentences[code ?? ""] ?? []) {
    const values = valuesOf(sentence, detail);
    if (values) return filled(said, values);
  }
  return errors[code ?? ""] ?? detail;
}

/**
 * What stands in a sentence of this format, numbers as the page's language writes them; null if it is another.
 * @param {string} sentence
 * @param {string} detail before which the file's name may stand
 */
function valuesOf(sentence, detail) {
  const parts = sentence.split(/%\((\w+)\)s/); // the names of values at odd places
  const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = parts.map((part, at) => (at % 2 ? `(?<${part}>.+?)` : literal(part))).join("");
  const found = new RegExp(`(?:^|: )${pattern}$`).exec(detail);
  return found && Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, localised(value)]));
}

/** @param {string} value */
function localised(value) {
  const [plain, , decimals] = /^[\d,]+(\.(\d+))?$/.exec(value) ?? [];
  return plain ? fixed(Number(plain.replaceAll(",", "")), decimals?.length ?? 0) : value;
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
  const none = { texts: {}, errors: {}, sentences: {}, form: Number };
  return catalogue ? import(catalogue.href).catch(() => none) : none;
}
