/**
 * Python with the project's own judge, in whatever runs JavaScript: a page's worker, or Node.
 *
 * @typedef {object} Start
 * @property {(options: object) => Promise<any>} loadPyodide
 * @property {string} indexURL the folder of Pyodide's files, with a slash at its end
 * @property {ArrayBuffer} wheel the project's wheel
 * @property {(seconds: number | null, lastWords: string) => void} [onCode] hears when a reader's code runs, and until when
 * @property {(text: string) => void} [onError] hears what Python writes to stderr, such as a crash's stack
 */

const START = `
import json, os, sysconfig, zipfile
from pathlib import Path

place = sysconfig.get_path("purelib")
with zipfile.ZipFile("/judge.whl") as wheel:
    for entry in wheel.infolist():
        path = wheel.extract(entry, place)
        os.utime(path, (entry.CRC, entry.CRC))  # the grader's fingerprint is one of sizes and times
os.unlink("/judge.whl")

from grader.runner import jump_clock, small_stack
small_stack.bound_c_calls()
jump_clock.on_change = on_code
`;

const SESSION = `
from grader.cli.workbench.session import Session
session = Session(Path("/home/reader"))
lambda request: json.dumps(session.answer(json.loads(request)))
`;

/**
 * Start Python, NumPy and the judge. Of two at once in one process, each has its own.
 * @param {Start} start
 */
export async function startPython({ loadPyodide, indexURL, wheel, onCode = () => {}, onError = () => {} }) {
  const python = await loadPyodide({ indexURL, stderr: onError, stdout: () => {} });
  await load(python, "numpy");
  python.FS.writeFile("/judge.whl", new Uint8Array(wheel));
  python.globals.set("on_code", (/** @type {number | undefined} */ seconds, /** @type {string} */ words) =>
    onCode(seconds ?? null, words));
  await python.runPythonAsync(START);
  return python;
}

/**
 * Load a package of Pyodide's, with its sums checked. Throws, in words, where that cannot be done.
 * @param {any} python
 * @param {string} name
 */
export async function load(python, name) {
  const said = /** @type {string[]} */ ([]);
  const options = { messageCallback: () => {}, errorCallback: (/** @type {string} */ text) => said.push(text) };
  try {
    await python.loadPackage(name, options);
  } catch (error) {
    said.push(String(error));
  }
  if (!python.loadedPackages[name]) throw new Error(`${name} could not be loaded. ${said.join(" ")}`.trim());
}

/**
 * Return the session's entrance: it takes a request and gives its answer.
 * @param {any} python
 * @returns {(request: object) => any}
 */
export function openSession(python) {
  const answer = python.runPython(SESSION);
  return (request) => JSON.parse(answer(JSON.stringify(request)));
}

/** Where the session looks for what the reader brings. */
const BROUGHT = "/home/reader/brought";

/**
 * Lay the files of a checkpoint where the session looks for them, in the place of all that lay there.
 * @param {any} python
 * @param {{name: string, bytes: ArrayBuffer}[]} files
 */
export function layFiles({ FS }, files) {
  FS.mkdirTree(BROUGHT);
  for (const name of FS.readdir(BROUGHT)) if (!/^\.\.?$/.test(name)) FS.unlink(`${BROUGHT}/${name}`);
  for (const { name, bytes } of files) FS.writeFile(`${BROUGHT}/${name}`, new Uint8Array(bytes), { canOwn: true });
}
