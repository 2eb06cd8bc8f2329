/** Which of the chosen files is the first that will probably be taken: a job is named after it. */

/** @typedef {import("./collect.js").Picked} Picked */

const LOOKED_AT = 64; // files; behind so many others the name matters no more than the wait
const HEAD = 12; // bytes
// As `imaging/kinds.py` and `imaging/video/kinds.py` tell them; the server looks closer.
const PICTURE = /^(?:\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF[^]{4}WEBP|BM|\x1a\x45\xdf\xa3)/;
const FILM = /^[^]{4}(?:ftyp(?!avi|hei|hev|mif1|msf1)|moov|mdat|wide)/;

/**
 * @param {Picked[]} files
 * @returns {Promise<Picked>} the first of all where none looks like a picture or a video
 */
export async function firstPicture(files) {
  for (const one of files.slice(0, LOOKED_AT)) {
    const head = await headOf(one.file);
    if (PICTURE.test(head) || FILM.test(head)) return one;
  }
  return files[0];
}

/**
 * A letter a byte; none of a file that cannot be read.
 * @param {File} file
 */
async function headOf(file) {
  const bytes = await file.slice(0, HEAD).arrayBuffer().catch(() => new ArrayBuffer(0));
  return String.fromCharCode(...new Uint8Array(bytes));
}
