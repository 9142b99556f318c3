/**
 * The verdicts of the judge in Pyodide, in Node: `node verdicts.mjs RUNTIME WHEEL NAME...` prints a line of JSON for each
 * exercise, `{name, seconds, verdicts}`; `python -m website.verdicts` compares them.
 *
 * A runtime that dies of one exercise is started anew for the next.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { loadPyodide } from "pyodide";
import { load, startPython } from "./src/python.js";

const TABLE = `
from grader.cli.workbench.verdict_table import verdicts
lambda name: json.dumps(verdicts(name))
`;

const [runtime, wheel, ...names] = process.argv.slice(2);
const bytes = await readFile(wheel);

/** @type {((name: string) => string) | null} */
let table = null;
for (const name of names) {
  table ??= await start();
  const began = performance.now();
  let verdicts;
  try {
    verdicts = JSON.parse(table(name));
  } catch (error) {
    verdicts = [{ answer: "all", "no verdict": String(error).split("\n").filter(Boolean).at(-1) }];
    if (error?.pyodide_fatal_error) table = null;
  }
  console.log(JSON.stringify({ name, seconds: (performance.now() - began) / 1000, verdicts }));
}
process.exit(0);

async function start() {
  const wheelBytes = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const python = await startPython({ loadPyodide, indexURL: `${resolve(runtime)}/`, wheel: wheelBytes });
  for (const wanted of ["scipy", "threadpoolctl"]) await load(python, wanted).catch(() => {});
  return python.runPython(TABLE);
}
