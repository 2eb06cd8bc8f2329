/** Whole frames of the video as JPEGs, no larger than asked. */

/** @typedef {{width: number, height: number, quality: number}} Size the most pixels, and the JPEG's quality */

/** @type {Size} */
export const SNAPSHOT = { width: 1280, height: 1280, quality: 0.92 };
/** Measured: a lower quality saves little time and changes answers. @type {Size} */
export const LIVE = { width: 640, height: 480, quality: 0.8 };

const TYPE = "image/jpeg";
const HEAD = `data:${TYPE};base64,`.length;

const canvas = document.createElement("canvas");
// Its pixels go to the encoder each time, so they had better lie where the processor reads them.
const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });

/**
 * The frame that the video shows now. Made at once and not by `toBlob`, whose callback may come
 * late on a page that is busy with a running video.
 * @param {HTMLVideoElement} video
 * @param {Size} size
 * @returns {Blob}
 */
export function grab(video, size) {
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(1, size.width / videoWidth, size.height / videoHeight);
  const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.drawImage(video, 0, 0, width, height);
  const encoded = atob(canvas.toDataURL(TYPE, size.quality).slice(HEAD));
  const bytes = new Uint8Array(encoded.length);
  for (let at = 0; at < encoded.length; at += 1) bytes[at] = encoded.charCodeAt(at);
  return new Blob([bytes], { type: TYPE });
}
