/** The square that is looked at: drawn over the live view, and cut out of it for a snapshot. */

const SHARE = 0.8; // of the picture's shorter side
const SENT = 512; // pixels a side, at most
const QUALITY = 0.92;

/**
 * @param {HTMLVideoElement} video
 * @returns {{x: number, y: number, side: number}} in the video's own pixels
 */
function square({ videoWidth, videoHeight }) {
  const side = Math.round(SHARE * Math.min(videoWidth, videoHeight));
  return { x: Math.round((videoWidth - side) / 2), y: Math.round((videoHeight - side) / 2), side };
}

/**
 * @param {HTMLVideoElement} video
 * @param {SVGSVGElement} guide covers the video, and is scaled as the video is
 */
export function drawGuide(video, guide) {
  const { videoWidth, videoHeight } = video;
  const { x, y, side } = square(video);
  guide.setAttribute("viewBox", `0 0 ${videoWidth} ${videoHeight}`);
  guide.querySelector("path").setAttribute("d", `M0 0H${videoWidth}V${videoHeight}H0ZM${x} ${y}h${side}v${side}h${-side}Z`);
  const rectangle = guide.querySelector("rect");
  for (const [name, value] of Object.entries({ x, y, width: side, height: side })) {
    rectangle.setAttribute(name, String(value));
  }
}

/**
 * @param {HTMLVideoElement} video
 * @returns {Promise<Blob>} the square as a JPEG
 */
export function grabSquare(video) {
  const { x, y, side } = square(video);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.min(SENT, side);
  canvas.getContext("2d").drawImage(video, x, y, side, side, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
