/** A face's page: F, M, U and X settle it, Z takes that back; the history beside it follows. */

import { call } from "./api.js";
import { patch } from "./patch.js";
import { Sender } from "./review_sender.js";
import { showTimes } from "./times.js";
import { waitingChanged } from "./waiting.js";
import { watchWalk } from "./walk.js";
import { _ } from "./words.js";

const page = document.getElementById("face-page");
const trouble = document.getElementById("trouble");
const { face, job, review, undoable } = page.dataset;
// A desk of its own, so that undoing here takes back what was said of this face alone.
const query = new URLSearchParams({ job, desk: `face-${face}` });
const sender = new Sender(query, { trouble: tell, refuse: tell, saving: (now) => now || waitingChanged(), mayUndo });
sender.undoable = Boolean(undoable);

const answers = { f: "female", m: "male", u: "unclear", x: "not_a_face" };
const keys = Object.entries(answers).map(([key, label]) => [key, () => settle(label)]);
watchWalk(review ? { ...Object.fromEntries(keys), z: undo } : {}, () => sender.after(async () => undefined));
page.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button?.dataset.answer) settle(button.dataset.answer);
  else if (button?.id === "undo") undo();
});

/** @param {string} label */
async function settle(label) {
  tell("");
  const refusal = await sender.send({ face_id: face, label }, false);
  if (refusal) tell(refusal.message);
  else await sender.after(() => refresh(_("Kept.")));
}

async function undo() {
  const words = await sender.undo();
  if (!words.length) tell(_("There is nothing to undo."));
  else await sender.after(() => refresh(_("Taken back.")));
}

/**
 * The history beside the face as it is now.
 * @param {string} done what is told then
 */
async function refresh(done) {
  try {
    const fresh = await (await call(location.href)).text();
    const told = new DOMParser().parseFromString(fresh, "text/html").getElementById("told");
    patch(document.getElementById("told"), told.innerHTML);
    showTimes();
    document.getElementById("spoken").textContent = done;
  } catch (error) {
    tell(error.message);
  }
}

/** @param {boolean} any whether something that was said here can be taken back */
function mayUndo(any) {
  document.getElementById("undo").disabled = !any;
}

/** @param {string} words */
function tell(words) {
  trouble.textContent = words;
  trouble.hidden = !words;
}
