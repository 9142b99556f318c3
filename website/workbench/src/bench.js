/** The workbench of one exercise, opened in its section of the chapter. */
import { ROOT } from "./course.js";
import { Derivation } from "./derivation.js";
import { make, settled } from "./dom.js";
import { makeEditor } from "./editor.js";
import { showLoading } from "./loading.js";
import { nextLine, verdictLines } from "./verdict.js";
import { downloadWork } from "./zip.js";

const MARKS = { passed: "✓", failed: "✗", unwritten: "·", locked: "·" };

export class Bench {
  /**
   * @param {HTMLElement} place
   * @param {import("./course.js").Exercise} exercise
   * @param {import("./work.js").Work} work
   * @param {import("./judge.js").Judge} judge
   */
  constructor(place, exercise, work, judge) {
    Object.assign(this, { place, exercise, work, judge });
    this.busy = false;
    this.save = settled(300, () => this.#save());
    this.opener = make("button", { type: "button", class: "open", "aria-expanded": "false", onclick: () => this.toggle() });
    this.inside = make("div", { class: "inside", hidden: true });
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", `Workbench: ${exercise.name}`);
    place.replaceChildren(this.opener, this.inside);
    work.addEventListener("ladder", () => this.#head());
    work.addEventListener("elsewhere", (event) => this.#elsewhere(/** @type {CustomEvent} */ (event).detail));
    judge.listeners.add(() => this.progress && showLoading(this.progress, judge));
    addEventListener("pagehide", () => this.editor && this.#save());
    this.#head();
  }

  toggle() {
    const open = this.inside.hidden;
    this.inside.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    this.#head();
    if (!open) return;
    if (!this.editor) this.#lay();
    this.editor.focus();
    this.judge.start();
  }

  #head() {
    const { name, points } = this.exercise;
    const state = this.work.state(name);
    const mark = /** @type {any} */ (MARKS)[state];
    const verb = this.inside.hidden ? (this.work.written.has(name) ? "Go on with" : "Write") : "Close";
    const note = state === "passed" ? "passed" : state === "failed" ? "not passed" : `${points} points`;
    this.opener.replaceChildren(
      make("span", { class: `mark ${state}`, "aria-hidden": "true" }, mark),
      `${verb} `,
      make("code", {}, name),
      make("span", { class: "note" }, note),
    );
    if (this.lock) this.lock.replaceChildren(...this.#lockedBy());
    if (this.compareButton) this.compareButton.hidden = state !== "passed";
  }

  /** What locks the exercise, with links to it. */
  #lockedBy() {
    const { course } = this.work;
    if (this.exercise.threads)
      return ["It is built on threads, which a page does not have: do it in a terminal, with the work that you download."];
    const missing = this.work.lockedBy(this.exercise.name).filter((name) => this.work.state(name) !== "passed");
    if (!missing.length) return [];
    const links = missing.flatMap((name, at) => [
      at ? ", " : "",
      make("a", { href: new URL(course.page(course.exercise(name)), ROOT).href }, name),
    ]);
    return ["Locked: it is built on ", ...links, ", not passed yet. You may write it, and check it once they pass."];
  }

  #lay() {
    const { name } = this.exercise;
    const help = `${name}-help`;
    const edited = make("div", { class: "editor" });
    this.lock = make("p", { class: "lock" });
    this.notice = make("p", { class: "notice", role: "status" });
    this.checkButton = make("button", { type: "button", class: "check", onclick: () => this.check() }, "Check");
    this.hintButton = make("button", { type: "button", onclick: () => this.#hint() });
    this.showButton = make("button", { type: "button", hidden: true, onclick: () => this.#show() }, "Draw where");
    this.compareButton = make("button", { type: "button", hidden: true, onclick: () => this.#compare() }, "Compare");
    this.resetButton = make("button", { type: "button", onclick: () => this.#reset() }, "Reset");
    this.earlierList = make("details", { class: "earlier", hidden: true });
    this.progress = make("div", { class: "progress", hidden: true });
    this.hints = make("div", { class: "hints", "aria-live": "polite" });
    this.verdict = make("div", { class: "verdict", role: "status" });
    this.picture = make("div", { class: "picture" });
    this.editor = makeEditor({
      parent: edited,
      text: this.work.text(name),
      label: `${name}.py`,
      describedBy: help,
      onChange: () => this.#changed(),
      onCheck: () => this.check(),
    });
    this.derivation = new Derivation(this.exercise, this.editor, this.judge);
    this.inside.append(
      this.lock,
      this.derivation.element,
      make("p", { class: "file" }, make("code", {}, this.work.course.file(this.exercise))),
      edited,
      make("p", { class: "help", id: help }, "Ctrl or ⌘ and Enter checks. Esc, then Tab, leaves the editor."),
      make("div", { class: "actions" }, this.checkButton, this.hintButton, this.showButton, this.compareButton, this.resetButton),
      this.progress,
      this.notice,
      this.hints,
      this.verdict,
      this.picture,
      this.earlierList,
    );
    if (this.work.stubChanged(name)) this.#say("The course has another stub for this exercise now. Yours stays; Reset lays the new one and keeps yours.");
    this.#head();
    this.#showHints();
    this.#showEarlier();
    showLoading(this.progress, this.judge);
  }

  #changed() {
    this.derivation?.refresh();
    this.save();
  }

  async #save() {
    await this.work.save(this.exercise.name, this.editor.text());
    if (!this.work.store.trouble) return;
    const offer = make("button", { type: "button", onclick: () => downloadWork(this.work) }, "Download");
    this.notice.replaceChildren(`${this.work.store.trouble} `, offer);
  }

  async check() {
    if (this.busy) return;
    this.busy = true;
    this.checkButton.setAttribute("aria-disabled", "true");
    this.verdict.setAttribute("aria-busy", "true");
    this.verdict.replaceChildren(make("p", { class: "line waiting" }, "Judging …"));
    this.picture.replaceChildren();
    const text = this.editor.text();
    await this.#save();
    const answer = (await this.#pieces()) ?? (await this.#ask({ do: "check", text }));
    this.busy = false;
    this.checkButton.removeAttribute("aria-disabled");
    this.verdict.removeAttribute("aria-busy");
    // Why Python could not be started stands beside the way to try again.
    this.verdict.replaceChildren(...(this.judge.state.state === "failed" ? [] : verdictLines(answer)));
    this.editor.mark(answer.line ?? null);
    this.showButton.hidden = !answer.lines || answer.passed || answer.exit_code !== 1;
    await this.work.standing(answer);
    if (answer.passed) this.verdict.append(nextLine(this.work));
  }

  /**
   * Judge the pieces that the exercise is built on, as far as their texts were never judged: in a new version of the
   * course, or brought in from elsewhere. Returns the answer of the first of which none comes.
   */
  async #pieces() {
    const opened = await this.judge.again();
    if (opened.error) return opened;
    for (const name of this.work.course.pieces(this.exercise.name).reverse()) {
      if (name === this.exercise.name || !this.work.unknown.has(name)) continue;
      const answer = await this.judge.ask({ do: "stand", name }, this.work.needs(name));
      if (answer.error) return answer;
      await this.work.standing(answer);
    }
    return null;
  }

  /** @param {object} request */
  #ask(request) {
    const { name } = this.exercise;
    return this.judge.ask({ ...request, name }, this.work.needs(name));
  }

  async #hint() {
    await this.work.readHint(this.exercise.name);
    this.#showHints();
  }

  #showHints() {
    const { name, hints } = this.exercise;
    const read = this.work.hints[name] ?? 0;
    this.hints.replaceChildren(
      ...hints.slice(0, read).map(({ title, text }) => make("p", {}, make("b", {}, `${title} `), text)),
    );
    this.hintButton.hidden = read >= hints.length;
    this.hintButton.textContent = `Hint ${Math.min(read + 1, hints.length)} of ${hints.length}`;
  }

  async #show() {
    const answer = await this.#ask({ do: "show", text: this.editor.text() });
    if (answer.error) return this.#say(answer.error);
    // Made by our own code, which escapes every text in it; its headings stand below the exercise's here.
    this.picture.innerHTML = answer.html.replace(/(<\/?)h2>/g, "$1h4>");
    this.picture.prepend(make("h3", {}, answer.title));
  }

  async #compare() {
    const answer = await this.#ask({ do: "compare", text: this.editor.text() });
    this.picture.replaceChildren(make("pre", { tabindex: "0" }, answer.error ?? answer.text));
  }

  async #reset() {
    const { name, stub } = this.exercise;
    await this.work.save(name, stub, { aside: true });
    this.editor.replace(stub);
    this.editor.focus();
    this.#showEarlier();
    this.#say("This is the stub. Your text is kept below.");
  }

  #showEarlier() {
    const earlier = this.work.earlier(this.exercise.name);
    this.earlierList.hidden = !earlier.length;
    const rows = earlier.map(({ text, at }) => {
      const bring = async () => {
        await this.work.save(this.exercise.name, text, { aside: true });
        this.editor.replace(text);
        this.#showEarlier();
        this.editor.focus();
      };
      const label = `Bring back the text of ${new Date(at).toLocaleString()}, ${text.split("\n").length} lines`;
      return make("li", {}, make("button", { type: "button", onclick: bring }, label));
    });
    this.earlierList.replaceChildren(make("summary", {}, `Earlier texts (${earlier.length})`), make("ul", {}, ...rows));
  }

  /** Another tab has kept a text of this exercise. @param {{name: string, before: string}} told */
  #elsewhere({ name, before }) {
    if (name !== this.exercise.name || !this.editor) return;
    const theirs = this.work.text(name);
    const mine = this.editor.text();
    if (mine === theirs) return;
    if (mine === before) return this.editor.replace(theirs);
    const take = make("button", { type: "button", onclick: () => this.editor.replace(theirs) }, "Take that one");
    this.notice.replaceChildren("This exercise was changed in another tab. ", take, " (undo brings yours back)");
  }

  /** @param {string} text */
  #say(text) {
    this.notice.textContent = text;
  }
}
