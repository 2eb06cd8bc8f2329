/** Numbers as the page's language writes them. */

export const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language);

/** @param {number} value */
export const number = (value) => whole.format(value);

/**
 * A share of 0 to 1 as a percentage.
 * @param {number} share
 * @param {number} [digits]
 */
export function percent(share, digits = 0) {
  const written = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${written.format(100 * share)}\u202f%`;
}
