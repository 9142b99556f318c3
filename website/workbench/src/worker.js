/**
 * The worker that has Python: it takes `{id, request, needs, files}` and posts `{kind: "answer", id, answer}`.
 *
 * Besides it posts `progress` while it loads, `ready`, `code` as a reader's code begins and ends, and `died`, after which
 * it answers no more.
 */
import { loadPyodide } from "pyodide";
import { Downloads } from "./download.js";
import { layFiles, load, openSession, startPython } from "./python.js";

/** The types of the runtime's files; WebAssembly is refused under any other. */
const TYPES = /** @type {Record<string, string>} */ ({ js: "text/javascript", wasm: "application/wasm", json: "application/json" });

/** @type {Promise<{python: any, ask: (request: object) => any}> | null} */
let started = null;
/** @type {string[]} */
let written = [];

self.onmessage = async ({ data }) => {
  if (data.kind === "start") {
    started = start(data);
    started.then(
      () => post({ kind: "ready" }),
      (error) => post({ kind: "died", starting: true, report: inWords(error) }),
    );
    return;
  }
  try {
    const { python, ask } = await /** @type {NonNullable<typeof started>} */ (started);
    for (const name of data.needs ?? []) await load(python, name);
    if (data.files?.length) layFiles(python, data.files);
    written = [];
    post({ kind: "answer", id: data.id, answer: ask(data.request) });
  } catch (error) {
    if (/** @type {any} */ (error)?.pyodide_fatal_error) post({ kind: "died", report: `${error}\n${written.join("\n")}` });
    else post({ kind: "answer", id: data.id, answer: { error: inWords(error), exit_code: 3 } });
  }
};

/**
 * @param {{indexURL: string, wheelURL: string, wheelSum: string, core: Record<string, string>, stall: number, fresh: boolean}} where
 */
async function start({ indexURL, wheelURL, wheelSum, core, stall, fresh }) {
  const downloads = new Downloads({ stall, fresh, onBytes: (bytes) => post({ kind: "progress", bytes }) });
  const files = Object.entries(core).map(([name, sum]) => downloads.whole(indexURL + name, sum, TYPES[name.split(".").at(-1) ?? ""]));
  const [wheel] = await Promise.all([downloads.whole(wheelURL, wheelSum), ...files]);
  downloads.serve();
  await runScript(downloads.here.get(`${indexURL}pyodide.asm.js`));
  const python = await startPython({
    loadPyodide,
    indexURL,
    wheel,
    onCode: (seconds, lastWords) => post({ kind: "code", seconds, lastWords }),
    onError: (text) => written.push(text),
  });
  downloads.here.clear();
  return { python, ask: openSession(python) };
}

/** Run a module out of the very bytes that were verified. @param {{bytes: ArrayBuffer} | undefined} file */
async function runScript(file) {
  if (!file) return;
  const address = URL.createObjectURL(new Blob([file.bytes], { type: "text/javascript" }));
  await import(address);
  URL.revokeObjectURL(address);
}

/** @param {unknown} error */
function inWords(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {object} message */
function post(message) {
  self.postMessage(message);
}
