/** Says at the link to the reviewer's page how many faces wait. The page does not wait for it. */

const CALM = 1000; // ms: what changes one upon another is asked about once

const badge = document.getElementById("waiting");
let later = 0;

/** Faces were settled, or came to wait, or wait no more: the count is asked for anew, whatever the browser has kept. */
export function waitingChanged() {
  later ||= setTimeout(() => {
    later = 0;
    showWaiting("reload");
  }, CALM);
}

/**
 * Brings the count up to date; by itself only as far as the server allows: the browser keeps it from page to page for
 * a while.
 * @param {RequestCache} [cache]
 */
async function showWaiting(cache = "default") {
  if (!badge) return; // who reads a page does not review
  try {
    const answer = await fetch("/review/waiting", { cache, headers: { Accept: "application/json" } });
    const { shown, words } = answer.ok && !answer.redirected ? await answer.json() : { shown: "", words: "" };
    const [figure, sentence] = badge.children;
    figure.textContent = shown;
    sentence.textContent = words ? `, ${words}` : "";
    badge.hidden = !shown;
  } catch {
    // No count is no harm; what is wrong with the connection, the page itself says.
  }
}

showWaiting();
