/** Talks to our own server: the CSRF token, problem documents, and one kind of error for each thing that can happen. */

import { _, errorWords } from "./words.js";

/** The server's refusal (RFC 9457), as the page's language says it. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} code a stable word
   * @param {string} detail a sentence for a person
   * @param {number | null} retryAfter seconds, where the server said so
   */
  constructor(status, code, detail, retryAfter = null) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed in a while. */
  get temporary() {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }

  /** Whether what was asked about is not there any more. */
  get gone() {
    return this.code === "not_found";
  }
}

/** No answer came at all. */
export class Offline extends Error {
  temporary = true;
  retryAfter = null;

  constructor() {
    super(_("The connection is lost."));
  }
}

const TIMEOUT = 300_000; // a group of 8 MB three at a time, over a slow line

/**
 * Sends a request. Raises `Problem` for an error's answer, `Offline` for none; 304 is an answer like others.
 * @param {string} path
 * @param {RequestInit & {timeout?: number}} [options] `timeout` in milliseconds
 * @returns {Promise<Response>}
 */
export async function call(path, options = {}) {
  const { signal, headers, timeout = TIMEOUT, ...rest } = options;
  const limit = AbortSignal.timeout(timeout);
  const request = fetch(path, {
    cache: "no-store",
    ...rest,
    headers: { ...headers, "X-CSRFToken": csrfToken() },
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
  const begun = await online(request, signal);
  if (begun.redirected) throw new Problem(401, "unauthorised", _("You are signed out. Sign in again."));
  const response = await online(whole(begun), signal);
  if (response.ok || response.status === 304) return response;
  throw await problemOf(response);
}

/**
 * What the network gives. Raises `Offline` where it gives nothing, or breaks off; not where somebody has ended it.
 * @template T
 * @param {Promise<T>} given
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
async function online(given, signal) {
  try {
    return await given;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Offline();
  }
}

/**
 * The answer once all of it has come: the time limit and a lost connection cut off its body as well.
 * @param {Response} begun
 * @returns {Promise<Response>}
 */
async function whole(begun) {
  const { status, headers } = begun;
  const body = await begun.arrayBuffer();
  return status === 204 || status === 304 ? begun : new Response(body, { status, headers });
}

/**
 * Makes the key that lets the server recognise a retry; also where the page is not in a secure context.
 * @returns {string}
 */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @returns {string} */
function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
}

/**
 * @param {Response} response
 * @returns {Promise<Problem>}
 */
async function problemOf(response) {
  const wait = Number.parseFloat(response.headers.get("Retry-After") ?? "");
  const seconds = Number.isFinite(wait) ? wait : null;
  const body = await response.json().catch(() => ({}));
  const detail = body.detail ?? _("The server answered %(status)s.", { status: response.status });
  return new Problem(response.status, body.code ?? "error", errorWords(body.code, detail), seconds);
}
