/** A job's page of trust: the slider moves its marks in the drawings, and a saved threshold brings the numbers up to date. */

import { live } from "./live.js";
import { watchThreshold } from "./threshold.js";

const numbers = document.getElementById("trust-numbers");

document.addEventListener("threshold", (event) => {
  const { place, threshold } = event.detail;
  for (const step of document.querySelectorAll("#chart-answered .step")) {
    step.classList.toggle("now", step.classList.contains(`step-${place}`));
  }
  const x = 200 * (threshold - 0.5);
  document.querySelector("#chart-histogram .line.threshold")?.setAttribute("points", `${x},0 ${x},100`);
});
if (numbers) watchThreshold(document, live(numbers, () => numbers.dataset.address));
