/**
 * What the course asks, as the build wrote it to course.json.
 *
 * @typedef {object} Exercise
 * @property {string} name
 * @property {string} part "part04_loss"
 * @property {string} title
 * @property {number} points
 * @property {boolean} starred
 * @property {string[]} requires
 * @property {string} stub
 * @property {{title: string, text: string}[]} hints
 * @property {string[]} formulas
 * @property {boolean} has_by_hand
 * @property {string[]} needs packages of the runtime's
 * @property {boolean} threads whether it is about threads, which a page does not have
 *
 * @typedef {{part: string, title: string, exercises: Exercise[]}} Part
 */

export class Course {
  /** @param {{version: string, parts: Part[]}} data */
  constructor({ version, parts }) {
    this.version = version;
    this.parts = parts;
    /** @type {Map<string, Exercise>} */
    this.exercises = new Map(parts.flatMap((part) => part.exercises.map((each) => [each.name, each])));
  }

  /** @param {string} name */
  exercise(name) {
    return /** @type {Exercise} */ (this.exercises.get(name));
  }

  /** An exercise and all that it is built on. @param {string} name @returns {string[]} */
  pieces(name) {
    return [...new Set([name, ...this.exercise(name).requires.flatMap((other) => this.pieces(other))])];
  }

  /** The address of an exercise's section, relative to the site's root. @param {Exercise} exercise */
  page(exercise) {
    return `exercises/${exercise.part}/README.html#${exercise.name.toLowerCase()}`;
  }

  /** The name of an exercise's file in a workspace. @param {Exercise} exercise */
  file(exercise) {
    return `exercises/${exercise.part}/${exercise.name}.py`;
  }
}

/** Where this script stands, and so the site's root. */
export const HERE = new URL(".", import.meta.url);
export const ROOT = new URL("../../", HERE);

/**
 * Load a file that the build wrote beside this script. Throws, in words, where it does not come.
 * @param {string} name
 */
export async function loadJSON(name) {
  try {
    const response = await fetch(new URL(name, HERE));
    if (response.ok) return await response.json();
  } catch {
    // said below, whatever it was: no network, a server that stopped, a file that is cut
  }
  throw new Error(`The workbench could not be loaded: ${name} did not come whole. The chapter can be read all the same.`);
}

/** @returns {Promise<Course>} */
export async function loadCourse() {
  return new Course(await loadJSON("course.json"));
}
