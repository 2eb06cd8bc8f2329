/** The pages Account and Accounts: times as people say them, and a new token into the clipboard. */

import { _ } from "./words.js";

const copy = document.getElementById("copy");
const secret = document.getElementById("secret");
if (copy && secret && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(secret.textContent ?? "");
    copy.textContent = _("Copied");
  });
}
