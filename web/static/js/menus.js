/** Menus close by Escape, by a click elsewhere, and once something of them was chosen. */

export function watchMenus() {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const chosen = target?.closest(".menu-list a, .menu-list button");
    for (const menu of openMenus()) if (chosen || !menu.contains(target)) menu.open = false;
  });
  document.addEventListener(
    "keydown",
    (event) => {
      const [menu] = openMenus();
      if (event.key !== "Escape" || !menu) return;
      event.stopPropagation(); // it closes the menu, and means nothing else then
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    },
    { capture: true },
  );
}

/** @returns {HTMLDetailsElement[]} */
const openMenus = () => [...document.querySelectorAll("details.menu[open]")];
