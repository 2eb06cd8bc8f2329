/** The camera itself: asking for it, and a sentence of its own for each way in which that fails. */

import { _ } from "./words.js";

/** @typedef {{title: string, detail: string}} Refusal */

/** @type {Record<string, Refusal>} */
const REFUSALS = {
  NotAllowedError: {
    title: _("The camera was refused"),
    detail: _("This page may not use the camera. Allow it by the camera sign in the address bar, then try again."),
  },
  NotFoundError: {
    title: _("There is no camera"),
    detail: _("No camera was found on this device. Plug one in, then try again, or upload pictures on the Jobs page."),
  },
  NotReadableError: {
    title: _("The camera is taken"),
    detail: _("Another program seems to use the camera. Close it there, then try again."),
  },
  insecure: {
    title: _("The camera needs a secure page"),
    detail: _("Browsers give the camera to HTTPS pages and to this machine's own address only. Open Browline that way."),
  },
  ended: {
    title: _("The camera went away"),
    detail: _("It was unplugged or switched off. Your snapshots are kept. Plug it in, then try again."),
  },
};
const SAME = { SecurityError: "NotAllowedError", OverconstrainedError: "NotFoundError", AbortError: "NotReadableError" };

/**
 * Starts the camera in a video element. Raises a `Refusal`.
 * @param {HTMLVideoElement} video
 * @param {(refusal: Refusal) => void} ended hears when the camera goes away
 */
export async function startCamera(video, ended) {
  if (!navigator.mediaDevices) throw REFUSALS.insecure;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch (error) {
    throw refusalOf(error);
  }
  const [track] = stream.getVideoTracks();
  track.addEventListener("ended", () => ended(REFUSALS.ended));
  video.srcObject = stream;
  await video.play();
  // People expect a mirror of themselves; a camera that looks away from them is none.
  video.classList.toggle("mirrored", track.getSettings().facingMode !== "environment");
}

/**
 * @param {Error} error
 * @returns {Refusal}
 */
function refusalOf(error) {
  const known = REFUSALS[SAME[error.name] ?? error.name];
  return known ?? { title: _("The camera did not start"), detail: _("%(problem)s. Try again, or upload pictures on the Jobs page.", { problem: error.message }) };
}
