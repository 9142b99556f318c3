/** What a page starts with: the ladder beside it, and a workbench in each exercise's section. */
import { Bench } from "./bench.js";
import { BroughtView } from "./brought.js";
import { HERE, loadCourse } from "./course.js";
import { Judge } from "./judge.js";
import { LadderView } from "./ladder.js";
import { SorterView } from "./sorter.js";
import { Work } from "./work.js";

const course = await loadCourse();
const work = new Work(course);
await work.load();

const where = await (await fetch(new URL("runtime.json", HERE))).json();
const judge = new Judge(
  {
    workerURL: new URL("worker.js", HERE).href,
    wheelURL: new URL(where.wheel, HERE).href,
    indexURL: new URL(where.index, HERE).href,
    bytes: where.bytes,
  },
  () => work.forPython(),
  (answer) => work.standing(answer),
);

new LadderView(work);
for (const place of document.querySelectorAll(".workbench"))
  if (typeof WebAssembly === "object") new Bench(/** @type {HTMLElement} */ (place), course.exercise(place.dataset.exercise), work, judge);
  else place.textContent = "This browser has no WebAssembly, so it cannot judge here: `grader check` does, in a terminal.";
for (const place of document.querySelectorAll(".sorter")) new SorterView(/** @type {HTMLElement} */ (place), judge, work.store);
for (const place of document.querySelectorAll(".brought")) new BroughtView(/** @type {HTMLElement} */ (place), judge);

document.documentElement.dataset.workbench = "ready";
if ("serviceWorker" in navigator && where.offline) navigator.serviceWorker.register(new URL("../../offline.js", HERE));
