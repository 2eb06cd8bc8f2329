/** The reviewer's page: keys and buttons settle the face that is shown, and the next one is there already. */

import { number, plural } from "./format.js";
import { Deck } from "./review_deck.js";
import { Sender } from "./review_sender.js";

const KEYS = { f: "female", m: "male", u: "unclear", x: "not_a_face", " ": "agree" };
const WORDS = { female: "female", male: "male", unclear: "unclear", not_a_face: "not a face" };

const page = document.getElementById("review");
const part = (name) => document.getElementById(`review-${name}`);
const query = new URLSearchParams({ which: page.dataset.which, desk: deskName() });
if (page.dataset.job) query.set("job", page.dataset.job);

const sender = new Sender(query, { trouble, settled, saving });
const deck = new Deck(part("stage"), query, { shown, trouble, after: (step) => sender.after(step) });
let done = 0;

page.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-answer]") : null;
  if (button) answer(button.getAttribute("data-answer"));
});
part("undo").addEventListener("click", undo);
part("keys-open").addEventListener("click", () => part("keys").showModal());
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || part("keys").open) return;
  if (event.key === " " && event.target instanceof Element && event.target.closest("button, a")) return;
  const key = event.key.toLowerCase();
  if (KEYS[key]) answer(KEYS[key]);
  else if (key === "z") undo();
  else if (key === "j") deck.move(1);
  else if (key === "k") deck.move(-1);
  else if (key === "?") part("keys").showModal();
  else return;
  event.preventDefault();
});
window.addEventListener("beforeunload", (event) => {
  if (sender.busy) event.preventDefault(); // what was just said is still on its way
});
deck.begin();

/** @param {string} word */
function answer(word) {
  const card = deck.current;
  if (!card) return;
  const label = word === "agree" ? card.dataset.label : word;
  sender.send(card.dataset.face, label);
  done += 1;
  deck.settle(card, label, `You said: ${WORDS[label]}`);
  counted();
  say(`${WORDS[label]}.`);
}

async function undo() {
  const face = await sender.undo();
  if (!face) return;
  done = Math.max(0, done - 1);
  await deck.bringBack(face);
  counted();
  say("Taken back.");
}

/** Which face is shown now, or none. */
function shown() {
  const waiting = deck.loading && !deck.current;
  part("wait").hidden = !waiting;
  part("end").hidden = Boolean(deck.current) || deck.loading;
  const left = deck.open;
  part("end-title").textContent = left ? `${plural(left, "face")} left for later` : "Nothing is left to review";
  part("end-words").textContent = left
    ? "You left them, or they are open in another window, which has them for a minute. Load the page again for these."
    : "Every face that was asked about is settled.";
  for (const button of page.querySelectorAll("[data-answer]")) button.disabled = !deck.current;
  counted();
}

/**
 * A word of ours has arrived, or was refused for good: then its face is open again, or gone.
 * @param {string} face
 * @param {Error} [refusal]
 */
function settled(face, refusal) {
  if (!refusal) {
    deck.kept(face);
    return;
  }
  done = Math.max(0, done - 1);
  if (refusal.status === 404) deck.drop(face);
  else deck.refused(face);
}

/** @param {boolean} now whether something that was said is still on its way */
function saving(now) {
  part("saving").hidden = !now;
}

function counted() {
  part("open").textContent = number(deck.open);
  part("done").textContent = number(done);
}

/** @param {string} words empty where all is well again */
function trouble(words) {
  part("trouble").textContent = words;
  part("trouble").hidden = !words;
}

/** @param {string} words */
function say(words) {
  part("spoken").textContent = words;
}

/** A name for this window, kept as long as its tab: two windows are never given the same face. */
function deskName() {
  const kept = sessionStorage.getItem("desk") ?? Math.random().toString(36).slice(2, 12);
  sessionStorage.setItem("desk", kept);
  return kept;
}
