/**
 * The worker that has Python: it takes `{id, request, needs, files}` and posts `{kind: "answer", id, answer}`.
 *
 * Besides it posts `progress` while it loads, `ready`, `code` as a reader's code begins and ends, and `died`, after which
 * it answers no more.
 */
import { loadPyodide } from "pyodide";
import { layFiles, load, openSession, startPython } from "./python.js";

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

/** @param {{indexURL: string, wheelURL: string}} where */
async function start({ indexURL, wheelURL }) {
  countBytes();
  const response = await fetch(wheelURL);
  if (!response.ok) throw new Error(`the judge's file could not be loaded (${response.status})`);
  const python = await startPython({
    loadPyodide,
    indexURL,
    wheel: await response.arrayBuffer(),
    onCode: (seconds, lastWords) => post({ kind: "code", seconds, lastWords }),
    onError: (text) => written.push(text),
  });
  return { python, ask: openSession(python) };
}

/** Post how many bytes have come, of everything that is fetched from now on. */
function countBytes() {
  const fetchPlain = self.fetch.bind(self);
  let bytes = 0;
  self.fetch = async (...what) => {
    const response = await fetchPlain(...what);
    if (!response.body || !response.ok) return response;
    const counted = response.body.pipeThrough(
      new TransformStream({
        transform(chunk, out) {
          bytes += chunk.byteLength;
          post({ kind: "progress", bytes });
          out.enqueue(chunk);
        },
      }),
    );
    return new Response(counted, { headers: response.headers, status: response.status });
  };
}

/** @param {unknown} error */
function inWords(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {object} message */
function post(message) {
  self.postMessage(message);
}
