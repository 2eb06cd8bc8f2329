/** Says at the link to the reviewer's page how many faces wait. The page does not wait for it. */

const badge = document.getElementById("waiting");

/** Brings the count up to date, as far as the server allows: the browser keeps it from page to page for a while. */
export async function showWaiting() {
  try {
    const answer = await fetch("/review/waiting", { headers: { Accept: "application/json" } });
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
