/** The page of the model: versions can be compared once as many are chosen as fit beside each other. */

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("versions"));
const button = form?.querySelector("button");

if (button) {
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show); // who comes back finds the boxes as they were
  show();
}

function show() {
  const count = form.querySelectorAll(":checked").length;
  button.disabled = count < 2 || count > Number(form.dataset.most);
}
