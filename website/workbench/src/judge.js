/**
 * The page's end of the worker: it asks, waits, ends a worker that does not come back, and starts another.
 *
 * @typedef {{state: "off" | "loading" | "ready" | "failed", bytes: number, message: string}} JudgeState
 */

/** Seconds between the end of an answer's time, at which Python itself stops it, and the end of the worker. */
const GRACE = 2;
/** Seconds within which Python has to start once its files are here, on the slowest machine. */
const STARTS = 180;

export class Judge {
  /**
   * @param {{workerURL: string, indexURL: string, wheelURL: string, wheelSum: string, core: Record<string, string>, stall: number, bytes: number}} where
   * @param {() => Promise<{texts: object, verdicts: object, needs: string[]}>} work what a new worker is opened with
   * @param {(answer: any) => Promise<void>} opened takes what a new worker answers to that
   */
  constructor(where, work, opened) {
    this.where = where;
    this.work = work;
    this.hearOpened = opened;
    /** @type {JudgeState} */
    this.state = { state: "off", bytes: 0, message: "" };
    /** @type {Set<(state: JudgeState) => void>} */
    this.listeners = new Set();
    /** @type {Map<number, (answer: any) => void>} */
    this.waiting = new Map();
    this.serial = 0;
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Promise<any> | null} */
    this.opened = null;
    /** @type {any} */
    this.timer = 0;
  }

  /** Start Python, unless it is there or on its way. Resolves with the answer to `open`. */
  start() {
    this.opened ??= this.#start(false);
    return this.opened;
  }

  /** Start Python once more where it could not be started. */
  again() {
    if (this.state.state === "failed") this.opened = this.#start(true);
    return this.start();
  }

  /**
   * Answer one request. Never rejects: what goes wrong is `{error, exit_code}`, as in a terminal.
   * @param {object} request
   * @param {string[]} [needs] packages that it needs
   * @param {{name: string, bytes: ArrayBuffer}[]} [files] files that it is about, given away to the worker
   */
  async ask(request, needs = [], files = []) {
    const opened = await this.start();
    if (this.state.state === "failed") return opened;
    return this.#send(request, needs, files);
  }

  /** @param {boolean} fresh whether its files are fetched past every cache */
  async #start(fresh) {
    this.#set({ state: "loading", bytes: 0, message: "" });
    let worker;
    try {
      worker = new Worker(this.where.workerURL, { type: "module" });
    } catch (error) {
      return this.#died({ starting: true, report: /** @type {Error} */ (error).message });
    }
    this.worker = worker;
    worker.onmessage = ({ data }) => this.#hear(worker, data);
    worker.onerror = (event) => this.#hear(worker, { kind: "died", starting: true, report: event.message ?? "" });
    worker.postMessage({ kind: "start", ...this.where, fresh });
    this.#expectStart();
    const { needs, ...work } = await this.work();
    const answer = await this.#send({ do: "open", ...work }, needs);
    if (answer.error && worker === this.worker) this.#died({ starting: true, report: answer.error });
    await this.hearOpened(answer);
    return answer;
  }

  /**
   * @param {object} request
   * @param {string[]} needs
   * @param {{name: string, bytes: ArrayBuffer}[]} [files]
   */
  #send(request, needs, files = []) {
    const id = ++this.serial;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.worker?.postMessage({ id, request, needs, files }, files.map(({ bytes }) => bytes));
    });
  }

  /**
   * @param {Worker} worker
   * @param {any} data
   */
  #hear(worker, data) {
    if (worker !== this.worker) return;
    if (data.kind === "progress") {
      if (this.state.state === "loading") this.#expectStart();
      this.#set({ ...this.state, bytes: data.bytes });
    }
    if (data.kind === "ready") {
      clearTimeout(this.timer);
      this.#set({ ...this.state, state: "ready" });
    }
    if (data.kind === "answer") {
      this.waiting.get(data.id)?.(data.answer);
      this.waiting.delete(data.id);
    }
    if (data.kind === "code") this.#watch(data.seconds, data.lastWords);
    if (data.kind === "died") this.#died(data);
  }

  #expectStart() {
    clearTimeout(this.timer);
    const late = () => this.#died({ starting: true, report: `it did not start within ${STARTS} s` });
    this.timer = setTimeout(late, STARTS * 1000);
  }

  /**
   * @param {number | null} seconds
   * @param {string} lastWords
   */
  #watch(seconds, lastWords) {
    clearTimeout(this.timer);
    if (seconds !== null) this.timer = setTimeout(() => this.#end(lastWords), (seconds + GRACE) * 1000);
  }

  /** @param {{starting?: boolean, report: string}} data */
  async #died({ starting, report }) {
    if (starting) {
      const message = `Python could not be started: ${report || "the worker's script could not be loaded"}. What you wrote is kept.`;
      this.#stop({ error: message, exit_code: 3 });
      this.#set({ state: "failed", bytes: 0, message });
      return { error: message, exit_code: 3 };
    }
    const stopped = this.#stop(null);
    const answer = await this.ask({ do: "crash", report });
    for (const resolve of stopped) resolve(answer);
  }

  /**
   * End the worker, answer all who wait with its last words, and start another.
   * @param {string} lastWords
   */
  #end(lastWords) {
    this.#stop({ error: lastWords, exit_code: 2 });
    this.start();
  }

  /**
   * @param {object | null} answer what those who wait are told; null leaves that to the caller
   * @returns {((answer: any) => void)[]}
   */
  #stop(answer) {
    clearTimeout(this.timer);
    this.worker?.terminate();
    this.worker = null;
    this.opened = answer && "exit_code" in answer && answer.exit_code === 3 ? Promise.resolve(answer) : null;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    if (answer) for (const resolve of waiting) resolve(answer);
    return waiting;
  }

  /** @param {JudgeState} state */
  #set(state) {
    this.state = state;
    for (const listener of this.listeners) listener(state);
  }
}
