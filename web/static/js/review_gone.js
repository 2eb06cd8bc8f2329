/** A job that is deleted, or not shared any more, while somebody reviews its faces: one thing is left to say. */

import { call } from "./api.js";
import { notice, page, part, progress, query, refuse, say } from "./review_frame.js";

/** Whether the job that is asked about is gone, and not only a face of it. */
export async function jobIsGone() {
  const job = query.get("job");
  if (!job) return false;
  return call(`/api/v1/jobs/${job}`).then(() => false, (error) => Boolean(error.gone));
}

/** Says so, with the way back, in the place of all that was told of its faces. */
export function tellGone() {
  const said = part("gone");
  said.hidden = false;
  page.querySelector(".crumbs").hidden = true; // they lead to the job
  notice("");
  refuse("");
  progress.heard(0);
  const title = said.querySelector("h2").textContent;
  document.title = `${title} – Browline`;
  say(`${title}. ${said.querySelector("p").textContent}`);
}
