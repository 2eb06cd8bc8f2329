/** Numbers as the page's language writes them. */

export const language = document.documentElement.lang;
/** @type {Intl.NumberFormat[]} by decimals; each takes long to make, and live boxes are many */
const formats = [];
const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat(language);

/** @param {number} value */
export const number = (value) => whole.format(value);

/**
 * A number with exactly so many decimals.
 * @param {number} value
 * @param {number} digits
 */
export function fixed(value, digits) {
  formats[digits] ??= new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return formats[digits].format(value);
}

/**
 * A share of 0 to 1 as a percentage.
 * @param {number} share
 * @param {number} [digits]
 */
export const percent = (share, digits = 0) => `${fixed(100 * share, digits)}\u202f%`;

/**
 * A share of 0 to 1 as a percentage with as many decimals as it has, two at most.
 * @param {number} share
 */
export const plainPercent = (share) => `${plain.format(100 * share)}\u202f%`;
