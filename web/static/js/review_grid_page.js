/** The reviewer's page, fifty at a glance: the wrong ones are marked, the rest is confirmed with them, all at once. */

import { held, mayUndo, nothingLeft, nothingTitle, notice, onKey, part, progress, query, reason, refuse, saving, say, trouble } from "./review_frame.js";
import { jobIsGone, tellGone } from "./review_gone.js";
import { Grid } from "./review_grid.js";
import { hold } from "./review_hold.js";
import { Sender } from "./review_sender.js";
import { Source } from "./review_source.js";
import { _, ngettext } from "./words.js";

const AT_ONCE = 50;
const KEYS = { f: "female", m: "male", u: "unclear", x: "not_a_face" };

const sender = new Sender(query, { trouble, refuse, saving, mayUndo });
const after = (step) => sender.after(step);
const source = new Source(query, AT_ONCE, { trouble, open, held, gone, undoable, loading: shown, after });
/** @type {Grid[]} the one that is shown first, then those that are fetched already */
let grids = [];
let unsent = 0;
let awaited = false; // the next grid is not there, though the one before is confirmed
let deleted = false;

part("confirm").addEventListener("click", confirm);
part("undo").addEventListener("click", undo);
onKey((key, event) => {
  const elsewhere = event.target instanceof Element && event.target.closest("a, summary, .review-bar button");
  const grid = grids[0];
  if (key === "z") return undo;
  if (elsewhere) return undefined;
  if (key === "enter") return confirm;
  if (!grid) return undefined;
  if (key === " ") return () => grid.cycle(grid.active);
  if (KEYS[key]) return () => mark(grid, KEYS[key]);
  const to = grid.to(key);
  return to && (() => grid.focus(to));
});
const renew = hold(query, () => grids.flatMap((grid) => grid.faces), lost, after);
progress.show();
fetchMore();

/**
 * @param {Grid} grid
 * @param {string} label
 */
function mark(grid, label) {
  grid.mark(grid.active, label);
  marked(grid.active);
}

/** @param {HTMLButtonElement} tile */
function marked(tile) {
  shown();
  say(tile.getAttribute("aria-label"));
}

/** The next grid is there before it is asked for. */
async function fetchMore() {
  if (source.loading || source.dry || grids.length > 1) return;
  add(await source.next(), grids.length);
  fetchMore();
  renew(); // each of them: the page before this one may have let the same faces go only now
}

/**
 * @param {DocumentFragment} made
 * @param {number} place
 */
function add(made, place) {
  const fresh = [...made.querySelectorAll(".review-grid")];
  part("stage").append(...fresh);
  grids.splice(place, 0, ...fresh.map((section) => new Grid(section, marked, shown)));
  shown(awaited);
  awaited &&= !grids.length;
}

async function confirm() {
  if (!grids[0]?.loaded) return;
  const grid = grids.shift();
  awaited = !grids.length;
  const words = grid.words;
  grid.section.remove();
  progress.settled(words.length);
  unsent += words.length;
  notice("");
  say(ngettext("%(num)s face settled.", "%(num)s faces settled.", words.length));
  source.dry = false; // more may have come meanwhile
  shown(true);
  fetchMore();
  const { rejected, refusal } = await sender.sendAll(words);
  unsent -= words.length;
  refuse("");
  if (refusal) putBack(grid, refusal);
  else if (rejected.length) await costs(rejected);
}

/**
 * Nothing of a step was kept: it is shown again as it was.
 * @param {Grid} grid
 * @param {Error} refusal
 */
function putBack(grid, refusal) {
  progress.settled(-grid.tiles.length);
  part("stage").append(grid.section);
  grids.unshift(grid);
  shown(true);
  refuse(_("%(reason)s These faces were not kept.", { reason: refusal.message }));
}

/**
 * Some faces of a step were not kept: the others stand.
 * @param {{face_id: string, code: string, detail: string}[]} rejected
 */
async function costs(rejected) {
  progress.done -= rejected.length;
  progress.settled(0);
  if (deleted) return; // and that was told
  if (rejected.some(({ code }) => code === "not_found") && (await jobIsGone())) return gone();
  const others = rejected.length === 1 ? "" : ` (${rejected.length})`;
  notice(`${[...new Set(rejected.map(reason))].join(" ")}${others}`);
}

/** All of the newest step is taken back, and shown as it was marked. */
async function undo() {
  const words = await sender.undo();
  if (!words.length) {
    say(""); // what was said before is not the answer
    notice(_("There is nothing to undo."));
    return;
  }
  refuse("");
  const said = new Map(words.map((word) => [word.face_id, word.label]));
  for (const grid of grids) grid.drop([...said.keys()]);
  tidy();
  add(await source.again([...said.keys()].reverse()), 0);
  const [grid] = grids;
  for (const tile of grid?.tiles ?? []) if (said.has(tile.dataset.face)) grid.mark(tile, said.get(tile.dataset.face));
  progress.settled(-words.length);
  notice("");
  shown(true);
  say(ngettext("Taken back.", "%(num)s faces taken back.", words.length));
}

/**
 * Faces that others have settled while this window slept, or that are gone.
 * @param {string[]} faces
 */
async function lost(faces) {
  if (await jobIsGone()) return gone();
  const still = faces.filter((face) => grids.some((grid) => grid.faces.includes(face)));
  if (!still.length) return;
  for (const grid of grids) grid.drop(still);
  tidy();
  shown();
  fetchMore();
  notice(
    ngettext(
      "%(num)s face was settled by somebody else or deleted meanwhile.",
      "%(num)s faces were settled by others or deleted meanwhile.",
      still.length,
    ),
  );
}

/** Grids without faces are none. */
function tidy() {
  for (const grid of grids) if (!grid.tiles.length) grid.section.remove();
  grids = grids.filter((grid) => grid.tiles.length);
}

/** @param {boolean} any whether this window has said anything that can be taken back */
function undoable(any) {
  sender.heardUndoable(any);
}

/** @param {number} count that the server says are open; of ours some are on their way */
function open(count) {
  progress.heard(count - unsent);
}

/** The job is deleted: what was settled in it is gone with it. */
function gone() {
  deleted = true;
  source.dry = true;
  undoable(false);
  for (const grid of grids) grid.section.remove();
  grids = [];
  shown();
  tellGone();
}

/** @param {boolean} [another] whether it is another grid than before, which has the focus then */
function shown(another = false) {
  const [grid] = grids;
  grids.forEach((each, place) => {
    each.section.hidden = place > 0;
  });
  part("wait").hidden = Boolean(grid) || !source.loading || deleted;
  part("end").hidden = Boolean(grid) || source.loading || deleted;
  part("confirm").disabled = !grid?.loaded;
  part("confirm-words").textContent = grid ? confirmation(grid) : _("Confirm");
  if (another && grid) {
    grid.active?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }
  if (!part("end").hidden) ended();
}

/** @param {Grid} grid */
function confirmation(grid) {
  if (!grid.loaded) return _("Loading the pictures …");
  const right = grid.tiles.length - grid.wrong;
  if (!grid.wrong) return ngettext("Confirm %(num)s face", "Confirm all %(num)s faces", right);
  return _("Confirm %(right)s, correct %(wrong)s", { right, wrong: grid.wrong });
}

function ended() {
  const left = progress.open;
  part("end-title").textContent = left
    ? ngettext("%(num)s face is in other hands", "%(num)s faces are in other hands", left)
    : nothingTitle();
  part("end-words").textContent = left
    ? _("They are open in another window, which has them for a minute. Load the page again for these.")
    : nothingLeft();
}
