/** Draws boxes and labels over the video, wherever the video's picture lies in its element. */

/** @typedef {{id: number | string, box: import("./face_tracks.js").Box, kind: string, word: string, share: string}} Drawn */

const HEAD = 26; // CSS pixels that a label needs above its box

export class FaceBoxes {
  /** @type {Map<number | string, HTMLElement>} */
  #elements = new Map();
  /** @type {Drawn[]} */
  #drawn = [];
  #layer;
  #video;

  /**
   * @param {HTMLElement} layer covers the video
   * @param {HTMLVideoElement} video shown whole (object-fit: contain), mirrored or not
   */
  constructor(layer, video) {
    this.#layer = layer;
    this.#video = video;
    new ResizeObserver(() => this.draw(this.#drawn)).observe(layer);
  }

  /** @param {Drawn[]} faces all that there are now */
  draw(faces) {
    this.#drawn = faces;
    const picture = pictureIn(this.#layer, this.#video);
    const there = new Set(faces.map(({ id }) => id));
    for (const [id, element] of this.#elements) {
      if (there.has(id)) continue;
      element.remove();
      this.#elements.delete(id);
    }
    for (const face of faces) this.#place(face, picture);
  }

  #place({ id, box, kind, word, share }, picture) {
    let element = this.#elements.get(id);
    const isNew = !element;
    element ??= make();
    const x = picture.mirrored ? 1 - box.x - box.width : box.x;
    const left = picture.left + x * picture.width;
    const top = picture.top + box.y * picture.height;
    element.className = `face ${kind}`;
    element.classList.toggle("inside", top < HEAD);
    element.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`;
    element.style.width = `${(box.width * picture.width).toFixed(1)}px`;
    element.style.height = `${(box.height * picture.height).toFixed(1)}px`;
    say(element.querySelector("strong"), word);
    say(element.querySelector("span span"), share);
    if (!isNew) return;
    this.#elements.set(id, element);
    this.#layer.append(element); // placed already, so that it does not fly in
  }
}

/** Where the picture lies in the layer, in CSS pixels. */
function pictureIn(layer, video) {
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(layer.clientWidth / (videoWidth || 1), layer.clientHeight / (videoHeight || 1));
  const [width, height] = [videoWidth * scale, videoHeight * scale];
  return {
    width,
    height,
    left: (layer.clientWidth - width) / 2,
    top: (layer.clientHeight - height) / 2,
    mirrored: video.classList.contains("mirrored"),
  };
}

function make() {
  const element = document.createElement("div");
  const tag = document.createElement("span");
  tag.append(document.createElement("strong"), " ", document.createElement("span"));
  element.append(tag);
  return element;
}

function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
