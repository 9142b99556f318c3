/** The ladder beside the pages: what is passed, open or locked, and the one next thing; and one's work out and in. */
import { ROOT } from "./course.js";
import { make } from "./dom.js";
import { downloadWork, ofFolder, unpacked } from "./zip.js";

const STATES = /** @type {Record<string, [string, string]>} */ ({
  passed: ["✓", "passed"],
  failed: ["✗", "not passed"],
  unwritten: ["·", "open"],
  locked: ["⌁", "locked"],
});

export class LadderView {
  /** @param {import("./work.js").Work} work */
  constructor(work) {
    this.work = work;
    this.course = work.course;
    this.panel = make("div", { class: "ladder" });
    this.bar = make("nav", { class: "ladder-bar", "aria-label": "Where you are" });
    document.querySelector(".sidebar-tree")?.prepend(this.panel);
    document.body.append(this.bar);
    work.addEventListener("ladder", () => this.draw());
    this.draw();
  }

  draw() {
    const { passed, next } = this.work;
    const total = this.course.exercises.size;
    const link = next ? make("a", { class: "next", href: this.#address(next) }, `Next: ${next}`) : null;
    const count = make("span", { class: "count" }, `${passed} of ${total} passed`);
    const meter = make("progress", { max: total, value: passed, "aria-label": "Exercises passed" });
    const open = this.panel.querySelector("details.own")?.open;
    this.panel.replaceChildren(count, meter, ...(link ? [link] : []), this.#own());
    if (open) this.panel.querySelector("details.own").open = true;
    this.bar.replaceChildren(count.cloneNode(true), ...(link ? [link.cloneNode(true)] : []));
    for (const part of this.course.parts) this.#drawPart(part);
  }

  /** @param {import("./course.js").Part} part */
  #drawPart(part) {
    const path = `/exercises/${part.part}/README.html`;
    const links = [...document.querySelectorAll(".sidebar-tree a.reference")];
    const entry = links.find((link) => new URL(/** @type {any} */ (link).href).pathname.endsWith(path))?.parentElement;
    if (!entry) return;
    const passed = part.exercises.filter(({ name }) => this.work.state(name) === "passed").length;
    entry.querySelector(":scope > .part-count")?.remove();
    entry.querySelector(":scope > .exercises")?.remove();
    entry.append(make("span", { class: "part-count" }, `${passed}/${part.exercises.length}`));
    if (!location.pathname.endsWith(path)) return;
    entry.append(make("ul", { class: "exercises" }, ...part.exercises.map((each) => this.#row(each))));
  }

  /** @param {import("./course.js").Exercise} exercise */
  #row(exercise) {
    const own = this.work.state(exercise.name);
    const missing = this.work.lockedBy(exercise.name).filter((name) => this.work.state(name) !== "passed");
    const state = own === "unwritten" && missing.length ? "locked" : own;
    const [mark, words] = STATES[state];
    const title = state === "locked" ? `locked by ${missing.join(", ")}` : words;
    return make(
      "li",
      { class: state },
      make("a", { href: this.#address(exercise.name), title },
        make("span", { class: "mark", "aria-hidden": "true" }, mark),
        exercise.name,
        exercise.starred ? make("span", { class: "star", "aria-hidden": "true" }, "★") : null,
        make("span", { class: "visually-hidden" }, `, ${title}`)),
    );
  }

  /** @param {string} name */
  #address(name) {
    return new URL(this.course.page(this.course.exercise(name)), ROOT).href;
  }

  /** Downloading one's work, and taking work in. */
  #own() {
    const told = make("p", { role: "status" });
    const zip = make("input", { type: "file", accept: ".zip", id: "take-zip" });
    const folder = make("input", { type: "file", webkitdirectory: true, id: "take-folder" });
    const take = async (/** @type {() => Promise<Record<string, string>>} */ read) => {
      try {
        const texts = await read();
        for (const [name, text] of Object.entries(texts)) if (text !== this.work.text(name)) await this.work.save(name, text, { aside: true });
        told.textContent = `Taken in: ${Object.keys(texts).join(", ")}. What stood there is among the earlier texts.`;
        setTimeout(() => location.reload(), 1200);
      } catch (error) {
        told.textContent = /** @type {Error} */ (error).message;
      }
      zip.value = folder.value = ""; // the same one can be chosen again
    };
    zip.addEventListener("change", () => zip.files[0] && take(() => unpacked(zip.files[0], this.course)));
    folder.addEventListener("change", () => take(() => ofFolder([...folder.files], this.course)));
    return make(
      "details",
      { class: "own" },
      make("summary", {}, "Your work"),
      make("p", {}, "It is kept in this browser alone. ", make("code", {}, "grader init --from FILE.zip DIR"), " goes on with it in a terminal."),
      make("button", { type: "button", onclick: () => downloadWork(this.work) }, "Download"),
      make("label", { for: "take-zip" }, "Open a zip"),
      zip,
      make("label", { for: "take-folder" }, "Open a workspace's folder"),
      folder,
      told,
    );
  }
}
