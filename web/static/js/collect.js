/** Finds the files that a person dropped or chose, folders within folders included; it opens none of them. */

import { language } from "./numbers.js";

/** @typedef {{file: File, name: string}} Picked a file, and its name with the folders that were dropped */
/** @typedef {{files: Picked[], folder: string}} Collection `folder` is the name of the one folder, if it was one */

const LEFT_BEHIND = new Set(["Thumbs.db", "desktop.ini"]); // systems put them into folders unasked

/**
 * @param {FileList} list of an input
 * @returns {Collection}
 */
export function fromInput(list) {
  const files = [...list]
    .filter((file) => !isLeftBehind(file.name, Boolean(file.webkitRelativePath)))
    .map((file) => ({ file, name: file.webkitRelativePath || file.name }));
  const folder = list[0]?.webkitRelativePath.split("/")[0] ?? "";
  return { files: folder ? inOrder(files) : files, folder };
}

/**
 * Whether a file is none of a person's own: hidden ones, as "._IMG_1.jpg" of a Mac, count only where they are chosen
 * one by one. As `cli/files.py` tells them.
 * @param {string} name
 * @param {boolean} inFolder
 */
const isLeftBehind = (name, inFolder) => LEFT_BEHIND.has(name) || (inFolder && name.startsWith("."));

/**
 * @param {DataTransfer} transfer of a drop; it is only readable while the event is handled
 * @param {(found: number) => void} tell hears how many were found so far
 * @returns {Promise<Collection>}
 */
export async function fromDrop(transfer, tell) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const dropped = items.map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  /** @type {Picked[]} */
  const files = [];
  for (const { entry, file } of dropped) {
    const found = entry?.isDirectory ? inOrder(await walk(entry, (count) => tell(files.length + count))) : [];
    if (file && !entry?.isDirectory) found.push({ file, name: file.name });
    for (const one of found) files.push(one); // 100,000 are too many arguments
  }
  const only = dropped.length === 1 ? dropped[0].entry : null;
  return { files, folder: only?.isDirectory ? only.name : "" };
}

/**
 * @param {FileSystemDirectoryEntry} folder
 * @param {(found: number) => void} tell
 * @returns {Promise<Picked[]>}
 */
async function walk(folder, tell) {
  /** @type {Picked[]} */
  const files = [];
  const folders = [folder];
  while (folders.length) {
    const reader = folders.pop().createReader();
    // A browser hands out about a hundred entries at a time; an empty list is the end.
    for (let batch = await read(reader); batch.length; batch = await read(reader)) {
      folders.push(...batch.filter((entry) => entry.isDirectory));
      const found = batch.filter((entry) => entry.isFile && !isLeftBehind(entry.name, true));
      files.push(...(await Promise.all(found.map(open))));
      tell(files.length);
    }
  }
  return files;
}

/**
 * As a window of the system lists them, and not as its disk does: 9 before 10, Ä beside A, files before folders.
 * @param {Picked[]} files
 * @returns {Picked[]}
 */
function inOrder(files) {
  const placed = files.map((one) => ({ one, path: one.name.split("/") }));
  placed.sort((first, second) => compare(first.path, second.path));
  return placed.map(({ one }) => one);
}

const names = new Intl.Collator(language, { numeric: true, sensitivity: "variant" });

/**
 * @param {string[]} first a file's folders, and its name
 * @param {string[]} second
 * @returns {number} below 0 where the first stands before the second, above 0 where behind
 */
function compare(first, second) {
  for (let depth = 0; ; depth += 1) {
    const isFile = depth === first.length - 1;
    if (isFile !== (depth === second.length - 1)) return isFile ? -1 : 1;
    // Most lie in one folder, which a collator takes longer to see.
    const order = first[depth] === second[depth] ? 0 : names.compare(first[depth], second[depth]);
    if (order || isFile) return order;
  }
}

/**
 * @param {FileSystemDirectoryReader} reader
 * @returns {Promise<FileSystemEntry[]>}
 */
// A folder that may not be read ends its own list and nobody else's.
const read = (reader) => new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));

/**
 * @param {FileSystemFileEntry} entry
 * @returns {Promise<Picked>}
 */
const open = (entry) =>
  new Promise((resolve) => {
    const name = entry.fullPath.slice(1);
    // A file that may not be read arrives without bytes, so that it is refused by name and the others go on.
    entry.file((file) => resolve({ file, name }), () => resolve({ file: new File([], entry.name), name }));
  });
