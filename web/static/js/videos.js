/** Videos among the files: they go alone, may be larger, and are sampled every so many seconds. */

const SUFFIX = /\.(mp4|m4v|mov|qt|webm|mkv)$/i;

/**
 * What a file says of itself; the server looks at its content.
 * @param {File} file
 */
export const isVideo = (file) => file.type.startsWith("video/") || (!file.type && SUFFIX.test(file.name));

/**
 * The most bytes that one file may have.
 * @typedef {{image: number, video: number}} Most
 */

/**
 * @param {DOMStringMap} dataset of the element that the server wrote the limits on
 * @returns {Most}
 */
export const mostBytes = (dataset) => ({ image: Number(dataset.maxBytes), video: Number(dataset.maxVideoBytes) });
