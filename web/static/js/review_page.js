/** The reviewer's page, one by one: keys and buttons settle the face that is shown, the next one is there already. */

import { Deck } from "./review_deck.js";
import { held, mayUndo, nothingLeft, nothingTitle, notice, onKey, page, part, progress, query, reason, refuse, saving, say, trouble } from "./review_frame.js";
import { jobIsGone, tellGone } from "./review_gone.js";
import { hold } from "./review_hold.js";
import { Sender } from "./review_sender.js";
import { Source } from "./review_source.js";
import { _, ngettext } from "./words.js";

const AHEAD = 16; // faces that are fetched at once
const KEYS = { f: "female", m: "male", u: "unclear", x: "not_a_face", " ": "agree" };
const WORDS = { female: _("female"), male: _("male"), unclear: _("unclear"), not_a_face: _("not a face") };

const sender = new Sender(query, { trouble, refuse, saving, mayUndo });
const after = (step) => sender.after(step);
const source = new Source(query, AHEAD, { trouble, open, held, gone, undoable, loading: shown, after });
const deck = new Deck(part("stage"), source, shown);
let deleted = false;
/** @type {HTMLElement | undefined} the face that was told of last */
let told;

page.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-answer]") : null;
  if (button) answer(button.getAttribute("data-answer"));
});
part("undo").addEventListener("click", undo);
onKey((key, event) => {
  if (key === " " && event.target instanceof Element && event.target.closest("button, a, summary")) return undefined;
  if (KEYS[key]) return () => answer(KEYS[key]);
  return { z: undo, j: () => deck.move(1), k: () => deck.move(-1) }[key];
});
const renew = hold(query, () => deck.pending, lost, after);
progress.show();
deck.fetch().then(renew);

/** @param {string} word */
async function answer(word) {
  const card = deck.current;
  if (!card) return;
  const label = word === "agree" ? card.dataset.label : word;
  const before = card.dataset.said;
  const face = card.dataset.face;
  const sent = sender.send({ face_id: face, label }, !before);
  if (!before) progress.settled(1);
  notice("");
  deck.settle(card, label, standing(label));
  say(`${WORDS[label]}. ${question()}`);
  const refusal = await sent;
  if (refusal) refused(face, refusal, before);
  else kept(face);
}

/** @param {string} face */
function kept(face) {
  refuse("");
  deck.kept(face);
}

/** @param {string} label */
function standing(label) {
  return _("You said: %(label)s", { label: WORDS[label] });
}

/**
 * A word of ours was refused for good: what we said before stands, or the face is open again or not to be settled here.
 * @param {string} face
 * @param {Error} refusal
 * @param {string | undefined} before what we said of it before
 */
async function refused(face, refusal, before) {
  const missing = refusal.status === 404; // others may be too, with their job
  if (missing || refusal.code === "settled_meanwhile" || refusal.code === "not_disputed") {
    if (!before) progress.settled(-1);
    progress.open = Math.max(0, progress.open - 1);
    progress.show();
    deck.drop(face);
    if (deleted) return; // and that was told
    if (missing && (await jobIsGone())) return gone();
    notice(reason(refusal));
    if (missing) await renew(); // nobody is asked about the others one after another
    return;
  }
  if (before) {
    deck.say(face, before, standing(before));
  } else {
    progress.settled(-1);
    deck.unsay(face);
    deck.show();
  }
  refuse(_("%(reason)s What you said of one face was not kept; K goes back to it.", { reason: refusal.message }));
}

async function undo() {
  const words = await sender.undo();
  if (!words.length) {
    say(""); // what was said before is not the answer
    notice(_("There is nothing to undo."));
    return;
  }
  refuse("");
  await deck.bringBack(words.map((word) => word.face_id));
  progress.settled(-words.length);
  notice("");
  say(`${ngettext("Taken back.", "%(num)s faces taken back.", words.length)} ${question()}`);
}

/**
 * Faces that others have settled while this window slept, or that are gone. The one in front stays until it is answered,
 * which says so: in its place, another would get the key that was meant for it.
 * @param {string[]} faces
 */
async function lost(faces) {
  if (await jobIsGone()) return gone();
  const pending = new Set(deck.pending);
  const still = faces.filter((face) => pending.has(face) && face !== deck.current?.dataset.face);
  for (const face of still) deck.drop(face);
  if (!still.length) return;
  notice(
    ngettext(
      "%(num)s face was settled by somebody else or deleted meanwhile.",
      "%(num)s faces were settled by others or deleted meanwhile.",
      still.length,
    ),
  );
}

/** @param {boolean} any whether this window has said anything that can be taken back */
function undoable(any) {
  sender.heardUndoable(any);
}

/** @param {number} count that the server says are open; of ours some are on their way */
function open(count) {
  progress.heard(count - deck.unsent);
}

/** The job is deleted: what was settled in it is gone with it. */
function gone() {
  deleted = true;
  source.dry = true;
  undoable(false);
  deck.clear();
  tellGone();
}

/** Which face is shown now, or none. */
function shown() {
  const waiting = source.loading && !deck.current && !deleted;
  part("wait").hidden = !waiting;
  part("end").hidden = Boolean(deck.current) || source.loading || deleted;
  if (!part("end").hidden) ended();
  for (const button of page.querySelectorAll("[data-answer]")) button.disabled = !deck.current;
  if (told !== deck.current || !part("end").hidden) say(question());
  told = deck.current;
}

/** What is asked now, or that nothing is left, for who does not see it. */
function question() {
  if (!deck.current) return part("end").hidden ? "" : part("end-title").textContent;
  const asked = deck.current.querySelectorAll('.review-question, [data-part="earlier"], [data-part="heard"]');
  return [...asked].map((line) => line.textContent.replace(/\s+/g, " ").trim()).join(" ");
}

function ended() {
  const left = progress.open;
  part("end-title").textContent = left
    ? ngettext("%(num)s face left for later", "%(num)s faces left for later", left)
    : nothingTitle();
  part("end-words").textContent = left
    ? _("You left them, or they are open in another window, which has them for a minute. Load the page again for these.")
    : nothingLeft();
}
