/**
 * What the browser keeps: one record for each exercise, and a few values by name. It all stays in this browser.
 *
 * Without a database (a private window, storage that is full or forbidden) the work is kept as long as the page is open,
 * and `trouble` says so in words.
 */
const NAME = "gpt2-by-hand";
const TABLES = ["work", "kept"];
/** Milliseconds within which the database has to be open. */
const PATIENCE = 5000;
const LOST = "Download your work before you close this page: this browser does not keep it";

export class Store {
  constructor() {
    this.trouble = "";
    /** @type {Map<string, any>} */
    this.memory = new Map();
    /** @type {Promise<IDBDatabase | null>} */
    this.database = openDatabase().catch((error) => this.#fail(error));
  }

  /**
   * @param {"work" | "kept"} table
   * @returns {Promise<Map<string, any>>}
   */
  async all(table) {
    const database = await this.database;
    if (!database) return new Map();
    const read = database.transaction(table).objectStore(table);
    const [keys, values] = await Promise.all([done(read.getAllKeys()), done(read.getAll())]);
    return new Map(keys.map((key, at) => [String(key), values[at]]));
  }

  /**
   * Keep a value. Resolves once it is on disk, or once `trouble` says that it is not.
   * @param {"work" | "kept"} table
   * @param {string} key
   * @param {any} value
   */
  async put(table, key, value) {
    const database = await this.database;
    if (!database) return;
    try {
      const transaction = database.transaction(table, "readwrite", { durability: "strict" });
      transaction.objectStore(table).put(value, key);
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
      this.trouble = "";
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param {any} error */
  #fail(error) {
    const full = error?.name === "QuotaExceededError";
    this.trouble = `${LOST} (${full ? "its storage is full" : error?.message || "it has no storage for it"}).`;
    return null;
  }
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  return new Promise((resolve, reject) => {
    if (!globalThis.indexedDB) return reject(new Error("it has no storage for it"));
    setTimeout(() => reject(new Error("its storage does not answer")), PATIENCE);
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => TABLES.forEach((table) => request.result.createObjectStore(table));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
