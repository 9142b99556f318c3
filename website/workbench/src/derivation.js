/** The derive gate's fields: the numbers worked by hand, and the formulas, which are read as they are typed. */
import { entries, formulaLiteral, formulaText, numbersLiteral } from "./answers.js";
import { make, settled } from "./dom.js";

/** Milliseconds without a key after which the gate says why a formula is wrong; whether it is right, it says at once. */
const PAUSE = 600;

export class Derivation {
  /**
   * @param {import("./course.js").Exercise} exercise
   * @param {ReturnType<typeof import("./editor.js").makeEditor>} editor
   * @param {import("./judge.js").Judge} judge
   */
  constructor(exercise, editor, judge) {
    Object.assign(this, { exercise, editor, judge });
    /** @type {Map<string, {kind: "by_hand" | "formula", key: string, input: any, reading?: any, serial: number}>} */
    this.fields = new Map();
    this.element = make("div", { class: "derivation" });
    this.#lay();
  }

  /** Show in the fields what the file says now, unless the reader is typing there. */
  refresh() {
    const keys = [...this.fields.keys()].join();
    if (this.#wanted().join() !== keys) this.#lay();
    for (const field of this.fields.values()) {
      if (field.input === document.activeElement) continue;
      const entry = this.#entry(field.kind, field.key);
      const value = field.kind === "formula" ? flush(formulaText(entry?.value ?? "")) : (entry?.value ?? "").replace(/^None$/, "");
      if (field.input.value === value) continue;
      field.input.value = value;
      field.reading?.replaceChildren(); // it was about another formula
      if (field.kind === "formula" && this.judge.state.state === "ready") field.explain();
    }
  }

  #wanted() {
    const text = this.editor.text();
    return ["by_hand", "formula"].flatMap((kind) => entries(text, kind).map(({ key }) => `${kind} ${key}`));
  }

  #entry(kind, key) {
    return entries(this.editor.text(), kind).find((entry) => entry.key === key);
  }

  #lay() {
    this.fields.clear();
    this.element.replaceChildren();
    const text = this.editor.text();
    const hand = entries(text, "by_hand");
    const formulas = entries(text, "formula");
    if (hand.length) this.element.append(this.#group("Worked by hand", question(text, "by_hand"), hand, "by_hand"));
    if (formulas.length) this.element.append(this.#group("As index formulas", question(text, "formula"), formulas, "formula"));
    this.refresh();
  }

  #group(title, asked, found, kind) {
    const rows = found.map(({ key }) => this.#field(kind, key));
    return make("fieldset", {}, make("legend", {}, title), asked ? make("p", {}, asked) : null, ...rows);
  }

  #field(kind, key) {
    const id = `${this.exercise.name}-${kind}-${key}`;
    const formula = kind === "formula";
    const attributes = { id, spellcheck: "false", autocomplete: "off", autocapitalize: "off", class: "typed" };
    const input = make(formula ? "textarea" : "input", { ...attributes, rows: formula ? "1" : null });
    const field = { kind, key, input, serial: 0 };
    this.fields.set(`${kind} ${key}`, field);
    input.addEventListener("input", () => this.#typed(field));
    if (!formula) return make("p", { class: "field" }, make("label", { for: id }, key), input);
    const reading = make("div", { class: "reading", id: `${id}-reading`, role: "status" });
    input.setAttribute("aria-describedby", reading.id);
    input.setAttribute("placeholder", `${key}[…] = …`);
    field.reading = reading;
    field.explain = settled(PAUSE, () => this.#read(field, true));
    input.addEventListener("focus", () => this.judge.start());
    return make("div", { class: "field" }, make("label", { for: id }, key), input, reading);
  }

  #typed(field) {
    const entry = this.#entry(field.kind, field.key);
    const literal = field.kind === "formula" ? formulaLiteral(field.input.value) : numbersLiteral(field.input.value);
    if (entry) this.editor.change({ from: entry.from, to: entry.from + entry.value.length, insert: literal });
    if (field.kind !== "formula") return;
    this.#read(field, false);
    field.explain();
  }

  async #read(field, why) {
    const serial = ++field.serial;
    const texts = Object.fromEntries(
      entries(this.editor.text(), "formula").map(({ key, value }) => [key, formulaText(value) || null]),
    );
    const request = { do: "formula", name: this.exercise.name, wanted: field.key, texts, why };
    const answer = await this.judge.ask(request, this.exercise.needs);
    if (serial === field.serial) this.#show(field, answer, why);
  }

  #show(field, answer, why) {
    const { right, message, error, free = [], summed = [], worked = "", empty } = answer;
    field.input.setAttribute("aria-invalid", String(!right && !empty));
    const children = empty ? [] : [this.#coloured(field.input.value, free, summed)];
    if (right) children.push(make("p", { class: "right" }, "✓ true on a small case"));
    else if (error || message) children.push(make("p", { class: "wrong" }, error ?? message.replace(/^formula\[[^\]]*\]: /, "")));
    if (worked && (why || !message)) children.push(make("p", { class: "worked" }, make("code", {}, worked)));
    field.reading.replaceChildren(...children);
  }

  /** The formula with its free and its summed indices in colours, and in a legend for those who do not see them. */
  #coloured(text, free, summed) {
    const pieces = text.split(/([A-Za-z_]\w*)/).map((piece) => {
      if (free.includes(piece)) return make("span", { class: "free" }, piece);
      return summed.includes(piece) ? make("span", { class: "summed" }, piece) : piece;
    });
    const legend = [free.length ? `free: ${free.join(", ")}` : "", summed.length ? `summed: ${summed.join(", ")}` : ""];
    const told = make("small", {}, legend.filter(Boolean).join("; "));
    return make("p", { class: "coloured" }, make("code", {}, ...pieces), " ", told);
  }
}

/** A formula of several lines without the indentation that it has in the file. @param {string} text */
function flush(text) {
  return text.split("\n").map((line) => line.trim()).filter(Boolean).join("\n");
}

/** The comment above an assignment, which asks for what stands in it. @param {string} text @param {string} name */
function question(text, name) {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.startsWith(`${name} = {`));
  const above = [];
  for (let n = at - 1; n >= 0 && lines[n].startsWith("#"); n -= 1) above.unshift(lines[n].replace(/^# ?/, ""));
  return above.join(" ").replace(/^By hand: /, "");
}
