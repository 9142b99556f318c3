/** A checkpoint of the reader's own: dropped into the page, opened by the course's reader, and run on the reader's pieces. */
import { heatMap } from "./attention.js";
import { HERE } from "./course.js";
import { make } from "./dom.js";
import { showLoading } from "./loading.js";

/** The most bytes of weights that a page takes: Python holds them several times over, in 2 GB. */
const MOST = 100e6;
/** The most bytes of each file beside them. */
const MOST_BESIDE = 10e6;
const BESIDE = ["config.json", "vocab.json", "merges.txt", "tokenizer.json", "meta.pkl"];
/** Tokens between two times that what was written is shown, so that Stop is heard soon. */
const AT_ONCE = 4;
const NEEDS = ["scipy"];

export class BroughtView {
  /**
   * @param {HTMLElement} place
   * @param {import("./judge.js").Judge} judge
   */
  constructor(place, judge) {
    this.judge = judge;
    this.going = false;
    /** @type {any} what the worker says of the open checkpoint */
    this.state = null;
    /** @type {any} GPT-2's tokens, where the checkpoint has them */
    this.tokens = null;
    this.input = make("input", { type: "file", id: "brought-files", multiple: true, accept: [".safetensors", ...BESIDE].join() });
    this.input.addEventListener("change", () => this.#take([...this.input.files]));
    const zone = make("div", { class: "drop" },
      make("label", { for: "brought-files" }, "Drop model.safetensors here, with its config.json, or choose them:"), this.input);
    for (const kind of ["dragover", "drop"]) zone.addEventListener(kind, (/** @type {Event} */ event) => event.preventDefault());
    zone.addEventListener("drop", (/** @type {DragEvent} */ event) => this.#take([...(event.dataTransfer?.files ?? [])]));
    this.told = make("p", { class: "told", role: "status" });
    this.progress = make("div", { class: "progress", hidden: true });
    this.choices = make("form", { class: "asks", hidden: true });
    this.choices.addEventListener("submit", (/** @type {Event} */ event) => (event.preventDefault(), this.#open()));
    this.what = make("p", { class: "whose" });
    this.form = this.#promptForm();
    this.answer = make("div", { class: "answer", role: "status" });
    this.block = make("select", { id: "brought-block", onchange: () => this.#draw() });
    this.blocks = make("p", { class: "asks", hidden: true }, make("label", { for: "brought-block" }, "Attention in block"), this.block);
    this.maps = make("div", { class: "maps" });
    place.replaceChildren(zone, this.progress, this.told, this.choices, this.what, this.form, this.answer, this.blocks, this.maps);
    judge.listeners.add(() => showLoading(this.progress, judge));
  }

  #promptForm() {
    this.prompt = make("textarea", { id: "brought-prompt", class: "typed", rows: "1", spellcheck: "false", autocapitalize: "off" });
    this.count = make("input", { id: "brought-count", class: "typed number", type: "number", min: "1", max: "500", value: "24" });
    this.heat = make("input", { id: "brought-heat", class: "typed number", type: "number", min: "0", max: "2", step: "0.1", value: "0.8" });
    this.button = make("button", { type: "submit", class: "check" }, "Write");
    this.ofText = make("span", { class: "asks" },
      make("label", { for: "brought-count" }, "tokens"), this.count, make("label", { for: "brought-heat" }, "temperature"), this.heat);
    const label = make("label", { for: "brought-prompt" }, "Prompt");
    const form = make("form", { class: "prompt", hidden: true }, label, this.prompt, make("p", { class: "asks" }, this.ofText, this.button));
    form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      if (this.going) this.going = false;
      else this.#write();
    });
    return form;
  }

  /** Take the files that were chosen or dropped, as far as a page can. @param {File[]} files */
  async #take(files) {
    this.input.value = ""; // the same ones can be chosen again
    if (!files.length || this.opening) return;
    const weights = files.filter(({ name }) => name.endsWith(".safetensors"));
    const [file] = weights;
    const beside = files.filter(({ name }) => BESIDE.includes(name));
    const large = beside.find(({ size }) => size > MOST_BESIDE);
    if (weights.length !== 1)
      return this.#refuse(
        weights.length
          ? `These are ${weights.length} files of weights. Drop one, with its config.json.`
          : `${files[0].name} is no .safetensors file, the only form of weights that a page reads. \`grader weights --from\` reads others, in a terminal.`,
      );
    if (file.size > MOST || large) {
      const { name, size } = large ?? file;
      return this.#refuse(
        `${name} has ${Math.ceil(size / 1e6)} MB, and a page takes up to ${(large ? MOST_BESIDE : MOST) / 1e6} MB. In a terminal: grader generate --checkpoint ${name}`,
      );
    }
    this.file = file.name;
    this.files = [file, ...beside];
    this.chosen = {};
    await this.#open();
  }

  /** @param {string} words */
  #refuse(words) {
    this.told.textContent = words;
    this.told.classList.add("wrong");
  }

  /** @param {string} words */
  #say(words) {
    this.told.textContent = words;
    this.told.classList.remove("wrong");
  }

  async #open() {
    this.opening = true;
    this.going = false;
    this.#clear();
    this.#say(`${this.file} is opened …`);
    await this.judge.again();
    for (const field of this.choices.querySelectorAll("[name]")) this.chosen[field.name] = field.type === "number" ? Number(field.value) : field.value;
    const answer = await this.#ask({ step: "open", file: this.file, ...this.chosen }, await this.#contents());
    this.opening = false;
    if (answer.error) {
      this.#refuse(this.judge.state.state === "failed" ? "" : answer.error);
      if (answer.choice) this.#offer(answer.choice);
      return;
    }
    this.choices.replaceChildren();
    await this.#opened(answer);
  }

  async #contents() {
    return Promise.all((this.files ?? []).map(async (file) => ({ name: file.name, bytes: await file.arrayBuffer() })));
  }

  /** Ask what no array shows. @param {"heads" | "gelu"} choice */
  #offer(choice) {
    const id = `brought-${choice}`;
    const field =
      choice === "heads"
        ? make("input", { id, name: "heads", type: "number", min: "1", value: "1", class: "typed number" })
        : make("select", { id, name: "gelu" }, make("option", { value: "tanh" }, "tanh"), make("option", { value: "erf" }, "erf"));
    const kept = Object.entries(this.chosen).filter(([name]) => name !== choice);
    this.chosen = Object.fromEntries(kept);
    this.choices.replaceChildren(make("label", { for: id }, choice === "heads" ? "Heads" : "GELU"), field, make("button", { type: "submit" }, "Open"));
    this.choices.hidden = false;
    field.focus();
  }

  #clear() {
    this.state = null;
    this.choices.hidden = this.form.hidden = this.blocks.hidden = true;
    this.what.textContent = "";
    this.answer.replaceChildren();
    this.maps.replaceChildren();
  }

  /** @param {any} state */
  async #opened(state) {
    const { sizes, parameters, choices, kind, task, example, pieces, borrowed } = state;
    if (kind === "gpt2") {
      this.tokens = await import(new URL("tokens.js", HERE).href).catch(() => null);
      if (!this.tokens) return this.#refuse("GPT-2's tokens could not be loaded. Open the file again to try once more.");
    }
    this.state = state;
    const { n_layer, n_embd, vocab_size, n_positions } = sizes;
    this.#say(`${this.file} is a GPT-2 of ${parameters.toLocaleString("en")} parameters.`);
    const ids = { characters: "characters", gpt2: "GPT-2's tokens", ids: "ids, whose tokenizer a page cannot read: write a prompt as numbers" };
    const mine = pieces - borrowed.length;
    const whose = borrowed.length ? `${mine} of the ${pieces} pieces that run it are yours; from the solutions: ${borrowed.join(", ")}.` : `All ${pieces} pieces that run it are yours.`;
    this.what.textContent =
      `${n_layer} ${n_layer === 1 ? "block" : "blocks"}, ${n_embd} channels, ${n_positions} places, ${choices}. ` +
      `It reads ${vocab_size.toLocaleString("en")} ${/** @type {any} */ (ids)[kind]}. ${whose}`;
    this.prompt.value = kind === "gpt2" ? "The meaning of" : example === "\n" ? "" : example;
    this.ofText.hidden = Boolean(task);
    this.button.textContent = task === "sort" ? "Sort" : task === "add" ? "Add" : "Write";
    this.form.hidden = false;
    this.block.replaceChildren(...Array.from({ length: n_layer }, (_, at) => make("option", { value: at }, `${at + 1}`)));
  }

  async #write() {
    const typed = this.prompt.value;
    const { kind, task, end } = this.state;
    const verb = this.button.textContent;
    this.going = true;
    this.button.textContent = "Stop";
    const prompt = kind === "gpt2" ? (typed ? this.tokens.encode(typed) : [end]).join(" ") : typed;
    const read = await this.#ask({ step: "read", prompt });
    const total = read.answer ?? Math.max(1, Math.min(500, Math.round(Number(this.count.value)) || 1));
    const temperature = task ? 0 : Math.max(0, Number(this.heat.value) || 0);
    let ids = read.ids;
    let left = total;
    let error = read.error;
    while (!error && this.going && left > 0) {
      const tokens = Math.min(AT_ONCE, left);
      const written = await this.#ask({ step: "write", ids, tokens, temperature });
      error = written.error;
      if (error) break;
      ids = written.ids;
      left = written.ended ? 0 : left - tokens;
      this.#show(read.ids.length, ids, written.symbols);
    }
    this.going = false;
    this.button.textContent = verb;
    if (error) return this.answer.replaceChildren(make("p", { class: "wrong" }, error));
    this.ids = ids;
    this.blocks.hidden = false;
    await this.#draw();
  }

  /** @param {number} asked @param {number[]} ids @param {string[] | null} symbols */
  #show(asked, ids, symbols) {
    const blank = this.state.kind === "ids" ? " " : "";
    const text = (/** @type {number} */ from, /** @type {number} */ to) =>
      symbols ? symbols.slice(from, to).join(blank) : this.tokens.decode(ids.slice(from, to));
    this.answer.replaceChildren(
      make("p", { class: "written" }, make("span", { class: "given" }, text(0, asked)), this.state.task || blank ? " " : "", make("b", {}, text(asked, ids.length))),
    );
  }

  async #draw() {
    const block = Number(this.block.value);
    const found = await this.#ask({ step: "attention", ids: this.ids, block });
    if (found.error) return this.maps.replaceChildren(make("p", { class: "wrong" }, found.error));
    const { attention, symbols } = found;
    const names = symbols ?? this.ids.slice(0, -1).slice(-attention[0].length).map((id) => this.tokens.decode([id]));
    this.maps.replaceChildren(...attention.map((/** @type {number[][]} */ rows, /** @type {number} */ head) => heatMap(rows, names, block, head)));
  }

  /**
   * @param {object} request
   * @param {{name: string, bytes: ArrayBuffer}[]} [files]
   */
  #ask(request, files) {
    return this.judge.ask({ do: "brought", ...request }, NEEDS, files);
  }
}
