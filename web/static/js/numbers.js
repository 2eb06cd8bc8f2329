/** Numbers as the page's language writes them; `web/words/numbers.py` says how many decimals a percentage has, and why. */

const NEAR = 0.01; // closer than this to what decides, a rounded percentage could mislead
const ALMOST = 0.015; // of 0 and 1: what is rounded to 99 % would stand beside 99.0 %

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
 * A share of 0 to 1 as a percentage without decimals.
 * @param {number} share
 */
export const percent = (share) => `${fixed(100 * share, 0)}\u202f%`;

/**
 * A share of many as a percentage, with one decimal.
 * @param {number} share
 */
export const measured = (share) => `${fixed(100 * share, 1)}\u202f%`;

/**
 * What a model says of one picture as a percentage.
 * @param {number} share
 * @param {number} threshold
 */
export function confidence(share, threshold) {
  const decides = Math.abs(share - threshold) < NEAR || share >= 1 - ALMOST || share < ALMOST;
  return decides ? measured(Math.floor(share * 1000) / 1000) : percent(share);
}

/**
 * A share of 0 to 1 as a percentage with as many decimals as it has, two at most.
 * @param {number} share
 */
export const plainPercent = (share) => `${plain.format(100 * share)}\u202f%`;
