/** Holds the faces that a window shows, so that nobody else is asked about them, and lets them go when it is left. */

import { call } from "./api.js";

const RENEW = 20_000; // the server keeps them for a minute
const MOST = 400; // faces that the server takes at once

/**
 * @param {URLSearchParams} query
 * @param {() => string[]} held the faces that are to be kept now, the nearest first
 * @param {(faces: string[]) => Promise<void>} lost hears of those that were settled by somebody else or are gone
 * @param {<T>(step: () => Promise<T>) => Promise<T>} after does it in order with what is said
 * @returns {() => Promise<void>} keeps them anew; to be called when the first have come, since the page before this one
 *   may have let the same ones go only then
 */
export function hold(query, held, lost, after) {
  const nearest = () => held().slice(0, MOST);
  const renew = () => after(() => keep(query, nearest(), lost)).catch(() => undefined); // it is tried again
  setInterval(renew, RENEW);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) renew();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) renew();
  });
  window.addEventListener("pagehide", () => {
    post(`/review/free?${query}`, nearest(), { keepalive: true }).catch(() => undefined); // else they are free in a minute
  });
  return renew;
}

/**
 * @param {URLSearchParams} query
 * @param {string[]} faces
 * @param {(faces: string[]) => Promise<void>} lost
 */
async function keep(query, faces, lost) {
  if (!faces.length) return;
  const kept = new Set((await (await post(`/review/keep?${query}`, faces)).json()).faces);
  const gone = faces.filter((face) => !kept.has(face));
  if (gone.length) await lost(gone);
}

/**
 * @param {string} path
 * @param {string[]} faces
 * @param {RequestInit} [more]
 */
function post(path, faces, more = {}) {
  const headers = { "Content-Type": "application/json" };
  return call(path, { method: "POST", headers, body: JSON.stringify({ faces }), ...more });
}
