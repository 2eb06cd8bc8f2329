/** An image's page: a click or J and K choose a face, the address bar holds it, Escape leads back to the rows. */

const page = document.getElementById("image-page");
const back = /** @type {HTMLAnchorElement} */ (document.getElementById("back"));
const faces = [...page.querySelectorAll("li.face")];

page.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("[data-face]") : null;
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(Number(target.getAttribute("data-face")));
});
back.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || !cameFromJob()) return;
  event.preventDefault();
  history.back(); // to the filter, the page and the place that one came from
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (step) move(step);
  else if (event.key === "Escape") back.click();
});

/** @param {number} step */
function move(step) {
  if (!faces.length) return;
  const at = faces.findIndex((face) => face.hasAttribute("aria-current"));
  choose(Math.min(faces.length - 1, Math.max(0, at < 0 ? 0 : at + step)));
}

/** @param {number} index */
function choose(index) {
  for (const element of page.querySelectorAll(".mark, li.face")) {
    if (element.getAttribute("data-face") === String(index)) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
  }
  faces[index].scrollIntoView({ block: "nearest" });
  faces[index].querySelector(".face-link").focus({ preventScroll: true });
  history.replaceState(history.state, "", `?face=${index}`);
}

function cameFromJob() {
  return document.referrer.split("?")[0] === back.href;
}
