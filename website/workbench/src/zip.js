/** The work as a zip, laid out as a workspace, and a zip or a folder of a workspace taken in. */
import { strToU8, unzip, zipSync } from "fflate";
import { make } from "./dom.js";

const FILE = /(?:^|\/)exercises\/(part\d\d_\w+)\/(\w+)\.py$/;

/**
 * @param {import("./work.js").Work} work
 * @returns {Blob}
 */
export function packed(work) {
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  for (const exercise of work.course.exercises.values())
    files[work.course.file(exercise)] = strToU8(work.text(exercise.name));
  return new Blob([zipSync(files, { level: 6 })], { type: "application/zip" });
}

/**
 * Return the texts of exercises in a zip, by name. Throws, in words, where it is none of ours.
 * @param {File} file
 * @param {import("./course.js").Course} course
 * @returns {Promise<Record<string, string>>}
 */
export async function unpacked(file, course) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const wanted = (/** @type {{name: string, originalSize: number}} */ entry) =>
    FILE.test(entry.name) && entry.originalSize < 2 ** 24;
  const files = await new Promise((resolve, reject) =>
    unzip(bytes, { filter: wanted }, (error, found) => (error ? reject(error) : resolve(found))),
  ).catch((error) => {
    throw new Error(`${file.name} cannot be read as a zip (${error.message}). Nothing was changed.`);
  });
  return named(Object.entries(files).map(([name, content]) => [name, textOf(name, content)]), file.name, course);
}

/**
 * The text of a file. Throws, in words, where it is none: other bytes would be lost as they are read.
 * @param {string} path
 * @param {BufferSource} content
 */
function textOf(path, content) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Error(`${path} is no text in UTF-8, or its zip has a password. Nothing was changed.`);
  }
}

/**
 * Return the texts of exercises in a folder that was chosen, by name.
 * @param {File[]} files
 * @param {import("./course.js").Course} course
 */
export async function ofFolder(files, course) {
  const inside = files.filter((file) => FILE.test(`/${file.webkitRelativePath}`.replace(/^\/(part)/, "/exercises/$1")));
  const texts = await Promise.all(inside.map(async (file) => [`/${file.webkitRelativePath}`, textOf(file.name, await file.arrayBuffer())]));
  return named(/** @type {[string, string][]} */ (texts), "The folder", course);
}

/**
 * @param {[string, string][]} files
 * @param {string} from
 * @param {import("./course.js").Course} course
 */
function named(files, from, course) {
  /** @type {Record<string, string>} */
  const texts = {};
  for (const [path, text] of files) {
    const name = path.split("/").at(-1)?.replace(/\.py$/, "") ?? "";
    if (course.exercises.has(name) && path.includes(`/${course.exercise(name).part}/`)) texts[name] = text;
  }
  if (!Object.keys(texts).length)
    throw new Error(`${from} has no exercises/partNN_topic/NAME.py of this course. Nothing was changed.`);
  return texts;
}

/** Give the work to the reader as a zip. @param {import("./work.js").Work} work */
export function downloadWork(work) {
  const address = URL.createObjectURL(packed(work));
  make("a", { href: address, download: "gpt2-by-hand.zip" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
