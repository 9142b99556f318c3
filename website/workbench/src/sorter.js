/** The model in the page: it learns to sort, a few steps at a time, and then sorts what one types. */
import { heatMap } from "./attention.js";
import { make } from "./dom.js";
import { showLoading } from "./loading.js";

/** Steps between two drawings; few, so that Stop is heard soon. */
const AT_ONCE = 5;
/** Steps between two times that the run is kept for after a reload; Stop keeps it as well. */
const KEEP_EVERY = 50;
const NEEDS = ["scipy"];
const WIDTH = 640;
const HEIGHT = 220;
const EDGE = 34;

export class SorterView {
  /**
   * @param {HTMLElement} place
   * @param {import("./judge.js").Judge} judge
   * @param {import("./store.js").Store} store
   */
  constructor(place, judge, store) {
    Object.assign(this, { judge, store });
    this.going = false;
    /** @type {any} */
    this.state = null;
    this.start = make("button", { type: "button", class: "check", onclick: () => this.#toggle() }, "Train");
    this.told = make("p", { class: "told", role: "status" }, "It has not begun.");
    this.whose = make("p", { class: "whose" });
    this.chart = make("div", { class: "chart" });
    this.word = make("input", { id: "sorter-word", class: "typed", inputmode: "numeric", autocomplete: "off" });
    const ask = make("button", { type: "submit" }, "Sort");
    const form = make("form", { class: "asks", hidden: true }, make("label", { for: "sorter-word" }, "Sort six digits 0, 1, 2:"), this.word, ask);
    form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#sort();
    });
    this.form = form;
    this.answer = make("div", { class: "answer", role: "status" });
    this.maps = make("div", { class: "maps" });
    place.classList.add("workbench-like");
    this.progress = make("div", { class: "progress", hidden: true });
    place.replaceChildren(this.start, this.progress, this.told, this.chart, this.whose, form, this.answer, this.maps);
    store.all("kept").then((kept) => this.#found(kept.get("sorter")));
    judge.listeners.add(() => showLoading(this.progress, judge));
  }

  async #toggle() {
    if (this.going) {
      this.going = false;
      return;
    }
    this.going = true;
    this.start.textContent = "Stop";
    await this.judge.again();
    if (!this.state) await this.#begin();
    while (this.going && this.state && this.state.done < this.state.planned) {
      await this.#take({ step: "train", steps: AT_ONCE });
      if (this.state?.done % KEEP_EVERY === 0) await this.#keep();
    }
    if (this.state?.done) await this.#keep();
    this.going = false;
    const done = this.state && this.state.done >= this.state.planned;
    this.start.textContent = done ? "Trained" : "Go on";
    this.start.disabled = Boolean(done);
    if (done) await this.#score();
  }

  /** Say of a run that an earlier visit left that it is there. @param {any} run */
  #found(run) {
    if (!run || this.state || this.going) return;
    this.earlier = run;
    this.start.textContent = "Go on";
    this.told.textContent = `Step ${run.done} of ${run.planned}, kept from your last visit.`;
    this.anew = make("button", { type: "button", class: "anew", onclick: () => this.#forget() }, "Begin anew");
    this.start.after(this.anew);
  }

  #forget() {
    this.earlier = null;
    this.#toggle();
  }

  /** Make the model, of the run that is kept where there is one that can be gone on with. */
  async #begin() {
    this.anew?.remove();
    if (this.earlier) await this.#take({ step: "new", kept: this.earlier.kept });
    if (this.state) return;
    const why = this.earlier ? this.told.textContent : "";
    this.going = true;
    await this.#take({ step: "new" });
    if (why) this.whose.prepend(`The run of your last visit could not be gone on with, so this one is new. ${why} `);
  }

  /** Keep the run for after a reload; what the browser cannot keep is said. */
  async #keep() {
    const { kept, error } = await this.judge.ask({ do: "sorter", step: "keep" }, NEEDS);
    if (error || !this.state) return;
    await this.store.put("kept", "sorter", { kept, done: this.state.done, planned: this.state.planned });
    if (this.store.trouble) this.whose.textContent = "This browser cannot keep the run: it lasts until you leave this page.";
  }

  /** @param {object} request */
  async #take(request) {
    const state = await this.judge.ask({ do: "sorter", ...request }, NEEDS);
    if (state.error) {
      this.going = false;
      this.told.textContent = this.judge.state.state === "failed" ? "" : state.error;
      return;
    }
    this.state = state;
    const { done, planned, losses, guess, borrowed, pieces, example } = state;
    const loss = losses.length ? `, loss ${losses.at(-1).toPrecision(3)} (a guess has ${guess.toFixed(3)})` : "";
    this.told.textContent = `Step ${done} of ${planned}${loss}.`;
    const mine = pieces - borrowed.length;
    this.whose.textContent = borrowed.length
      ? `${mine} of its ${pieces} pieces are yours. From the solutions: ${borrowed.join(", ")}.`
      : `All its ${pieces} pieces are yours.`;
    if (!this.word.value) this.word.value = example;
    this.form.hidden = !done;
    this.#draw(losses, planned, guess);
  }

  async #score() {
    const found = await this.judge.ask({ do: "sorter", step: "score" }, NEEDS);
    if (found.error) return void (this.told.textContent = found.error);
    const { right, total, right_unseen: unseen, total_unseen: all } = found;
    this.told.textContent = `It sorts ${right} of ${total} words, ${unseen} of the ${all} that it never trained on.`;
    await this.#sort();
  }

  async #sort() {
    const found = await this.judge.ask({ do: "sorter", step: "sort", word: this.word.value.trim() }, NEEDS);
    if (found.error) return void this.answer.replaceChildren(found.error);
    this.answer.replaceChildren("It answers ", make("code", {}, found.answer));
    this.maps.replaceChildren(
      ...found.attention.flatMap((heads, layer) => heads.map((rows, head) => heatMap(rows, found.symbols, layer, head))),
    );
  }

  /** The loss of every step on a scale of powers of ten. @param {number[]} losses @param {number} planned @param {number} guess */
  #draw(losses, planned, guess) {
    if (!losses.length) return;
    const low = -4;
    const x = (/** @type {number} */ n) => EDGE + (n / planned) * (WIDTH - EDGE - 8);
    const y = (/** @type {number} */ loss) => {
      const share = (Math.log10(Math.max(loss, 10 ** low)) - low) / (Math.log10(2) - low);
      return HEIGHT - 24 - share * (HEIGHT - 36);
    };
    const points = losses.map((loss, n) => `${x(n + 1).toFixed(1)},${y(loss).toFixed(1)}`).join(" ");
    const ticks = [1, 0.1, 0.01, 0.001].map(
      (at) => `<line class="tick" x1="${EDGE}" x2="${WIDTH}" y1="${y(at)}" y2="${y(at)}"/><text x="0" y="${y(at) + 4}">${at}</text>`,
    );
    const label = `Loss by step: ${losses.length} steps, now ${losses.at(-1)?.toPrecision(3)}.`;
    this.chart.innerHTML =
      `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${ticks.join("")}` +
      `<line class="guess" x1="${EDGE}" x2="${WIDTH}" y1="${y(guess)}" y2="${y(guess)}"/>` +
      `<polyline points="${points}"/><text x="${EDGE}" y="${HEIGHT - 4}">step 0</text>` +
      `<text x="${WIDTH}" y="${HEIGHT - 4}" text-anchor="end">${planned}</text></svg>`;
  }
}
