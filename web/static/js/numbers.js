/** Numbers as the page's language writes them. */

export const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language);

/** @param {number} value */
export const number = (value) => whole.format(value);
