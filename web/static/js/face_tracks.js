/** Follows faces from frame to frame: which face of an answer is which of those before. Knows no page and no clock. */

/** @typedef {{x: number, y: number, width: number, height: number}} Box in shares of the frame's width and height */
/** @typedef {{box: Box, female: number, male: number, doubted: boolean}} Found one face of one answer */
/** @typedef {{id: number, box: Box, label: "female" | "male", confidence: number, uncertain: boolean}} Track */

const SAME = 0.3; // boxes that overlap by so much (intersection over union) are the same face
const BORN = 2; // answers that have to show a face before it is believed
const LOST = 500; // milliseconds without an answer that shows it, after which a face is gone
const SETTLE = 90; // milliseconds in which a box makes two thirds of its way to where the face is
const REMEMBERED = 30; // answers that a label is the mean of, about

export class Tracker {
  #faces = [];
  #next = 1;
  #time = -Infinity;
  #threshold;

  /** @param {number} threshold under which a label is uncertain */
  constructor(threshold) {
    this.#threshold = threshold;
  }

  /**
   * Takes an answer in. One about an older frame than the last is late, and changes nothing.
   * @param {Found[]} found
   * @param {number} time when the frame was grabbed, in milliseconds
   * @returns {boolean} whether it was taken in
   */
  update(found, time) {
    if (time <= this.#time) return false;
    this.#time = time;
    this.#faces = this.#faces.filter((face) => time - face.seen <= LOST);
    const left = new Set(found);
    for (const [face, seen] of pairs(this.#faces, found)) {
      follow(face, seen, time);
      left.delete(seen);
    }
    for (const seen of left) this.#faces.push(begin(this.#next++, seen, time));
    return true;
  }

  /** @returns {Track[]} the faces that are believed, oldest first */
  get tracks() {
    return this.#faces.filter((face) => face.hits >= BORN).map((face) => this.#track(face));
  }

  /** Forgets every face: what was seen is no longer what is there. */
  clear() {
    this.#faces = [];
  }

  #track({ id, box, female, male, doubted }) {
    const confidence = Math.max(female, male);
    const label = female >= male ? "female" : "male";
    return { id, box, label, confidence, uncertain: doubted || confidence < this.#threshold };
  }
}

/** @returns {object} a face that was not there before */
function begin(id, { box, female, male, doubted }, time) {
  return { id, box, female, male, doubted, hits: 1, seen: time };
}

/** Moves a face to where it was seen now, and counts what was said of it. */
function follow(face, { box, female, male, doubted }, time) {
  face.box = between(face.box, box, 1 - Math.exp(-(time - face.seen) / SETTLE));
  face.hits += 1;
  const weight = 1 / Math.min(face.hits, REMEMBERED);
  face.female += weight * (female - face.female);
  face.male += weight * (male - face.male);
  face.doubted = doubted;
  face.seen = time;
}

/**
 * The faces and what was found of them, the best overlaps first, each at most once.
 * @returns {[object, Found][]}
 */
function pairs(faces, found) {
  const all = faces.flatMap((face) => found.map((seen) => ({ face, seen, share: overlap(face.box, seen.box) })));
  const taken = new Set();
  return all
    .filter(({ share }) => share >= SAME)
    .sort((one, other) => other.share - one.share)
    .filter(({ face, seen }) => !taken.has(face) && !taken.has(seen) && taken.add(face).add(seen))
    .map(({ face, seen }) => [face, seen]);
}

/**
 * Intersection over union.
 * @param {Box} one
 * @param {Box} other
 */
export function overlap(one, other) {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (one.width * one.height + other.width * other.height - both);
}

/**
 * @param {Box} from
 * @param {Box} to
 * @param {number} share of the way
 * @returns {Box}
 */
function between(from, to, share) {
  const part = (name) => from[name] + share * (to[name] - from[name]);
  return { x: part("x"), y: part("y"), width: part("width"), height: part("height") };
}
