/** A face's page: F, M, U and X settle it, Z takes that back; the history beside it follows. */

import { call, newKey } from "./api.js";
import { insist } from "./insist.js";
import { patch } from "./patch.js";
import { showTimes } from "./times.js";
import { watchWalk } from "./walk.js";
import { _ } from "./words.js";

const page = document.getElementById("face-page");
const trouble = document.getElementById("trouble");
const { face, job, review } = page.dataset;
const desk = `face ${face}`; // so that undoing here takes back what was said of this face alone
const never = new AbortController().signal;
let last = Promise.resolve();

const answers = { f: "female", m: "male", u: "unclear", x: "not_a_face" };
const keys = Object.entries(answers).map(([key, label]) => [key, () => settle(label)]);
watchWalk(review ? { ...Object.fromEntries(keys), z: undo } : {});
page.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button?.dataset.answer) settle(button.dataset.answer);
  else if (button?.id === "undo") undo();
});

/** @param {string} label */
function settle(label) {
  const body = JSON.stringify({ label });
  const headers = { "Content-Type": "application/json" };
  send(`/api/v1/faces/${face}/reviews?desk=${encodeURIComponent(desk)}`, { headers, body }, _("Kept."));
}

function undo() {
  send(`/api/v1/review/undo?job=${job}&desk=${encodeURIComponent(desk)}`, { headers: {} }, _("Taken back."));
}

/**
 * One after another, in the order of the keys.
 * @param {string} path
 * @param {{headers: Record<string, string>, body?: string}} options
 * @param {string} done
 */
function send(path, options, done) {
  const request = { method: "POST", ...options, headers: { ...options.headers, "Idempotency-Key": newKey() } };
  last = last.then(async () => {
    try {
      await insist(() => call(path, request), never, (met) => tell(met ? met.error.message : ""));
      await refresh();
      document.getElementById("spoken").textContent = done;
    } catch (error) {
      tell(error.message);
    }
  });
}

async function refresh() {
  const fresh = await (await call(location.href)).text();
  const told = new DOMParser().parseFromString(fresh, "text/html").getElementById("told");
  patch(document.getElementById("told"), told.innerHTML);
  showTimes();
}

/** @param {string} words */
function tell(words) {
  trouble.textContent = words;
  trouble.hidden = !words;
}
