/** What a page starts with: the ladder beside it, and a workbench in each exercise's section. */
import { Bench } from "./bench.js";
import { BroughtView } from "./brought.js";
import { HERE, loadCourse, loadJSON } from "./course.js";
import { make } from "./dom.js";
import { Judge } from "./judge.js";
import { LadderView } from "./ladder.js";
import { keepReachable } from "./scrolling.js";
import { SorterView } from "./sorter.js";
import { Work } from "./work.js";

const NO_WEBASSEMBLY = "This browser has no WebAssembly, so it cannot judge here: `grader check` does, in a terminal.";

const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".workbench, .sorter, .brought")]);

async function start() {
  const course = await loadCourse();
  const work = new Work(course);
  await work.load();
  const where = await loadJSON("runtime.json");
  const urls = {
    workerURL: new URL("worker.js", HERE).href,
    wheelURL: new URL(where.wheel, HERE).href,
    indexURL: new URL(where.index, HERE).href,
  };
  const judge = new Judge({ ...where, ...urls }, () => work.forPython(), (answer) => work.standing(answer));

  new LadderView(work);
  for (const place of places) {
    if (typeof WebAssembly !== "object") place.textContent = NO_WEBASSEMBLY;
    else if (place.className === "sorter") new SorterView(place, judge, work.store);
    else if (place.className === "brought") new BroughtView(place, judge);
    else new Bench(place, course.exercise(place.dataset.exercise ?? ""), work, judge);
  }
  // A browser without it, or a page that may not have one, works all the same while there is a network.
  if (where.offline) navigator.serviceWorker?.register(new URL("../../offline.js", HERE)).catch(() => {});
}

keepReachable();
try {
  await start();
} catch (error) {
  for (const place of places) {
    const again = make("button", { type: "button", onclick: () => location.reload() }, "Try again");
    place.replaceChildren(make("p", { role: "alert" }, `${/** @type {Error} */ (error).message} `, again));
  }
}
document.documentElement.dataset.workbench = "ready";
