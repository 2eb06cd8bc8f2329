/** Letters that work as keys; who speaks to the computer, or touches keys by chance, switches them off in this browser. */

const OFF = "letters-off";
const off = () => localStorage.getItem(OFF) !== null;

for (const box of document.querySelectorAll("input[data-letters]")) {
  box.checked = !off();
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
}

/**
 * Whether a key is a letter or a sign while these are switched off; all others always work.
 * @param {KeyboardEvent} event
 */
export function silent({ key }) {
  return key.length === 1 && key !== " " && off();
}
