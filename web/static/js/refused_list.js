/** The list of refused files: the first hundred in the page, all of them one click away. */

import { number } from "./numbers.js";
import { _, ngettext } from "./words.js";

const SHOWN = 100;
const KEPT = 2000;

/**
 * @param {ParentNode} root that holds the macro's parts
 * @returns {(lines: string[], count?: number) => void} shows the list as it is now; `count` where more are known than it has
 */
export function refusedList(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const box = part("refused");
  const list = part("refused-list");
  let saved = "";
  return (lines, count = lines.length) => {
    box.hidden = !lines.length;
    part("refused-title").textContent = ngettext("%(num)s file was refused", "%(num)s files were refused", count);
    for (const [at, line] of lines.slice(0, SHOWN).entries()) {
      const item = list.children[at] ?? list.appendChild(document.createElement("li"));
      if (item.textContent !== line) item.textContent = line; // it may be of an earlier choice of files
    }
    while (list.childElementCount > lines.length) list.lastElementChild.remove();
    const more = count - Math.min(lines.length, SHOWN);
    part("refused-count").textContent = more > 0 ? _("and %(count)s more.", { count: number(more) }) : "";
    URL.revokeObjectURL(saved);
    saved = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/plain" }));
    part("refused-all").href = saved;
  };
}

/**
 * Keeps the list for the job's page, as long as the tab lives: a file that is chosen again is refused again, for the
 * same reason.
 * @param {string} jobId
 * @param {string[]} lines
 */
export function keepRefused(jobId, lines) {
  const known = keptRefused(jobId);
  sessionStorage.setItem(`refused-${jobId}`, JSON.stringify([...new Set([...known, ...lines])].slice(0, KEPT)));
  sessionStorage.removeItem(seenAs(jobId));
}

/**
 * Shows the list that was kept, in the place of the number that the server knows: open the first time, folded from
 * then on, until more are refused. Some files were refused in the browser already, others may have been sent from
 * another one.
 * @param {ParentNode} root
 * @param {string} jobId
 */
export function showKept(root, jobId) {
  const seen = seenAs(jobId);
  root.querySelector("details").open = !sessionStorage.getItem(seen);
  const lines = keptRefused(jobId);
  const counted = document.querySelector("[data-refused]")?.dataset.refused;
  refusedList(root)(lines, lines.length && Math.max(lines.length, Number(counted ?? 0)));
  sessionStorage.setItem(seen, "yes");
}

/** @param {string} jobId */
const seenAs = (jobId) => `refused-seen-${jobId}`;

/**
 * @param {string} jobId
 * @returns {string[]}
 */
const keptRefused = (jobId) => JSON.parse(sessionStorage.getItem(`refused-${jobId}`) ?? "[]");
