/** Fetches a piece of the page from the server again and patches it in; an ETag makes "nothing new" cheap. */

import { call } from "./api.js";
import { patch } from "./patch.js";
import { showTimes } from "./times.js";

/**
 * @param {Element} container
 * @param {string} address of the fragment
 * @returns {() => Promise<boolean>} brings it up to date; true if something was new
 */
export function live(container, address) {
  let tag = "";
  return async () => {
    const response = await call(address, { headers: tag ? { "If-None-Match": tag } : {} });
    if (response.status === 304) return false;
    tag = response.headers.get("ETag") ?? "";
    patch(container, await response.text());
    showTimes();
    return true;
  };
}
