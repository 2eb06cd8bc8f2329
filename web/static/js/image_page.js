/** An image's page: a click or J and K choose a face, the address bar holds it, Escape leads back to the rows. */

import { watchBulk } from "./bulk.js";
import { watchWalk } from "./walk.js";

const page = document.getElementById("image-page");
const faces = [...page.querySelectorAll("li.face")];

page.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const target = event.target.closest("[data-face]");
  const away = event.target.closest("a[href]:not([data-face])"); // to the face's own page
  if (!target || away || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(Number(target.getAttribute("data-face")));
});
watchBulk(() => location.reload());
watchWalk(faces.length ? { j: () => move(1), k: () => move(-1) } : {});

/** @param {number} step */
function move(step) {
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
  const query = new URLSearchParams(location.search);
  query.set("face", String(index));
  history.replaceState(history.state, "", `?${query}`);
}
