/**
 * The reader's work: the text of each exercise, what was there before, how each stands, and the hints that were read.
 *
 * @typedef {{text: string, stub: string, earlier: {text: string, at: number}[]}} Written
 * @typedef {{name: string, state: string, points: number, max_points: number, locked_by: string[]}} Standing
 */
import { Store } from "./store.js";

/** Earlier texts that are kept of one exercise. */
const MOST_EARLIER = 20;

export class Work extends EventTarget {
  /** @param {import("./course.js").Course} course */
  constructor(course) {
    super();
    this.course = course;
    this.store = new Store();
    /** @type {Map<string, Written>} */
    this.written = new Map();
    /** @type {Record<string, any>} */
    this.verdicts = {};
    /** @type {Map<string, Standing>} */
    this.ladder = new Map();
    /** @type {string | null} */
    this.next = course.parts[0]?.exercises[0]?.name ?? null;
    /** @type {Record<string, number>} */
    this.hints = {};
    /** @type {Set<string>} exercises whose text was never judged */
    this.unknown = new Set();
    this.others = "BroadcastChannel" in globalThis ? new BroadcastChannel("gpt2-by-hand") : null;
  }

  async load() {
    const [written, kept] = await Promise.all([this.store.all("work"), this.store.all("kept")]);
    this.written = written;
    this.verdicts = kept.get("verdicts") ?? {};
    this.hints = kept.get("hints") ?? {};
    if (kept.get("ladder")) this.#take(kept.get("ladder"));
    if (this.others) this.others.onmessage = ({ data }) => this.#hearOther(data);
  }

  /** The text of an exercise: the reader's, or the stub where none was written in it. @param {string} name */
  text(name) {
    const written = this.written.get(name);
    const { stub } = this.course.exercise(name);
    return !written || written.text === written.stub ? stub : written.text;
  }

  /** Whether the course's stub is another one than the text was begun with. @param {string} name */
  stubChanged(name) {
    const written = this.written.get(name);
    return Boolean(written) && written?.text !== written?.stub && written?.stub !== this.course.exercise(name).stub;
  }

  /** @param {string} name */
  earlier(name) {
    return this.written.get(name)?.earlier ?? [];
  }

  /** The texts that are not the stub, by name. */
  texts() {
    const names = [...this.written.keys()].filter((name) => this.course.exercises.has(name));
    return Object.fromEntries(names.map((name) => [name, this.text(name)]));
  }

  /** The packages that judging an exercise needs: for the course's texts, and for the reader's. @param {string} name */
  needs(name) {
    const { needs } = this.course.exercise(name);
    const texts = this.course.pieces(name).map((piece) => this.text(piece));
    return texts.some((text) => text.includes("scipy")) ? [...new Set([...needs, "scipy"])] : needs;
  }

  /** What a new Python is opened with. */
  async forPython() {
    const texts = this.texts();
    const needs = new Set(Object.keys(texts).flatMap((name) => this.needs(name)));
    return { texts, verdicts: this.verdicts, needs: [...needs] };
  }

  /**
   * Keep a text; with `aside`, what was there before is put among the earlier ones.
   * @param {string} name
   * @param {string} text
   * @param {{aside?: boolean}} [how]
   */
  async save(name, text, { aside = false } = {}) {
    const before = this.text(name);
    const { stub } = this.course.exercise(name);
    const known = this.written.get(name);
    const keeps = aside && before !== text && before !== stub;
    const earlier = keeps ? [{ text: before, at: Date.now() }, ...this.earlier(name)] : this.earlier(name);
    const begun = known && known.text !== known.stub ? known.stub : stub;
    const record = { text, stub: text === stub ? stub : begun, earlier: earlier.slice(0, MOST_EARLIER) };
    this.written.set(name, record);
    await this.store.put("work", name, record);
    this.others?.postMessage({ name, record });
    this.#changed("saved", { name });
  }

  /**
   * Take what an answer of the judge says of the ladder.
   * @param {{ladder?: Standing[], next?: string | null, unknown?: string[], verdicts?: Record<string, any>}} answer
   */
  async standing(answer) {
    if (!answer.ladder) return;
    this.verdicts = answer.verdicts ?? {};
    this.unknown = new Set(answer.unknown);
    const ladder = { ladder: answer.ladder, next: answer.next ?? null };
    this.#take(ladder);
    await Promise.all([this.store.put("kept", "verdicts", this.verdicts), this.store.put("kept", "ladder", ladder)]);
  }

  /** @param {string} name */
  state(name) {
    return this.ladder.get(name)?.state ?? "unwritten";
  }

  /** The exercises that lock this one. @param {string} name @returns {string[]} */
  lockedBy(name) {
    const known = this.ladder.get(name);
    return known ? known.locked_by : this.course.exercise(name).requires;
  }

  get passed() {
    return [...this.course.exercises.keys()].filter((name) => this.state(name) === "passed").length;
  }

  /** Give the next hint of an exercise, and remember that it was read. @param {string} name */
  async readHint(name) {
    this.hints = { ...this.hints, [name]: Math.min((this.hints[name] ?? 0) + 1, this.course.exercise(name).hints.length) };
    await this.store.put("kept", "hints", this.hints);
  }

  /** @param {{ladder: Standing[], next: string | null}} told */
  #take({ ladder, next }) {
    this.ladder = new Map(ladder.map((row) => [row.name, row]));
    this.next = next;
    this.#changed("ladder", {});
  }

  /** Another tab has kept a text. @param {{name: string, record: Written}} told */
  #hearOther({ name, record }) {
    const before = this.text(name);
    this.written.set(name, record);
    this.#changed("elsewhere", { name, before });
  }

  /** @param {string} what @param {object} detail */
  #changed(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}
