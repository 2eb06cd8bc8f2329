/*
 * Before the first paint: says to the stylesheets that scripts run, sets the chosen theme, so that a dark page never
 * flashes white, and leaves out what lies below the fold until that paint is done. And works the theme's switch.
 */
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = localStorage.getItem("theme");
  if (kept) root.dataset.theme = kept;
  root.classList.add("above-fold");
  const unfold = () => root.classList.remove("above-fold");
  requestAnimationFrame(() => requestAnimationFrame(unfold));
  addEventListener("load", unfold); // a window that nobody looks at paints nothing

  const shown = () => root.dataset.theme || (dark.matches ? "dark" : "light");

  document.addEventListener("DOMContentLoaded", () => {
    const control = document.getElementById("theme");
    if (!control) return;
    const label = () => {
      control.setAttribute("aria-label", shown() === "dark" ? control.dataset.light : control.dataset.dark);
    };
    control.addEventListener("click", () => {
      root.dataset.theme = shown() === "dark" ? "light" : "dark";
      localStorage.setItem("theme", root.dataset.theme);
      label();
    });
    dark.addEventListener("change", label);
    label();
  });
})();
