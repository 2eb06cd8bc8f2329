/** Between the API's rows, the tracker's faces and what is drawn. */

import { percent } from "./format.js";
import { IN_TEXT, NAMES, faceInWords } from "./snapshot.js";
import { _ } from "./words.js";

/**
 * The faces of an answer, for the tracker; boxes become shares of the frame.
 * @param {import("./snapshot.js").Result} answer
 * @param {number} threshold
 * @returns {import("./face_tracks.js").Found[]}
 */
export function foundIn({ faces, ...frame }, threshold) {
  return faces.map((face) => ({
    box: boxOf(face, frame),
    female: face.p_female,
    male: face.p_male,
    // The server may doubt a face for more than its confidence: for a flag that the settings name.
    doubted: face.decision === "uncertain" && face.confidence >= threshold,
  }));
}

/**
 * A followed face as it is drawn. Its share is cut and never rounded up, so that it cannot seem over a threshold.
 * @param {import("./face_tracks.js").Track} track
 * @returns {import("./face_boxes.js").Drawn}
 */
export function drawnOf({ id, box, label, confidence, uncertain }) {
  const share = percent(Math.floor(100 * confidence) / 100);
  if (uncertain) return { id, box, kind: "uncertain", word: _("Uncertain"), share: `${share} ${IN_TEXT[label]}` };
  return { id, box, kind: label, word: NAMES[label], share };
}

/**
 * The faces of a snapshot as they are drawn.
 * @param {import("./snapshot.js").Result} answer
 * @param {number} threshold
 * @returns {import("./face_boxes.js").Drawn[]}
 */
export function drawnIn({ faces, ...frame }, threshold) {
  return faces.map((face, index) => ({ id: `snapshot ${index}`, box: boxOf(face, frame), ...faceInWords(face, threshold) }));
}

/** @returns {import("./face_tracks.js").Box} */
function boxOf({ face_x, face_y, face_w, face_h }, { width, height }) {
  return { x: face_x / width, y: face_y / height, width: face_w / width, height: face_h / height };
}
