/**
 * Files that come whole or not at all: counted as they come, given up once nothing comes, verified by their sums.
 *
 * Pyodide waits for ever for a WebAssembly file that is cut, so it is given files that are here already.
 */

/** What went wrong with one file; the message is a clause that goes on a sentence. */
export class DownloadFailed extends Error {}

export class Downloads {
  /**
   * @param {{stall: number, fresh: boolean, onBytes: (bytes: number) => void}} how `stall`: the seconds without a byte
   *   after which a file is given up; `fresh`: nothing is taken out of a cache, where a bad file may be
   */
  constructor({ stall, fresh, onBytes }) {
    this.stall = stall;
    this.fresh = fresh;
    this.onBytes = onBytes;
    this.bytes = 0;
    this.fetchPlain = self.fetch.bind(self);
    /** @type {Map<string, {bytes: ArrayBuffer, type: string}>} */
    this.here = new Map();
    /** @type {Set<string>} the addresses of what was given up */
    this.silent = new Set();
  }

  /** Answer every later `fetch` of this worker: with the files that are here, else watched. */
  serve() {
    self.fetch = async (what, how) => {
      const url = what instanceof Request ? what.url : new URL(String(what), self.location.href).href;
      const known = this.here.get(url);
      return known ? new Response(known.bytes, { headers: { "Content-Type": known.type } }) : this.#watched(url, how);
    };
  }

  /**
   * Fetch a file whole. Throws DownloadFailed where it does not come, or another one comes.
   * @param {string} url
   * @param {string | null} sum its SHA-256, in hexadecimal digits
   * @param {string} [type]
   * @returns {Promise<ArrayBuffer>}
   */
  async whole(url, sum, type = "application/octet-stream") {
    const name = new URL(url).pathname.split("/").at(-1);
    const response = await this.#watched(url, this.fresh ? { cache: "reload" } : {});
    if (!response.ok) throw new DownloadFailed(`${name} is not there (the server answers ${response.status})`);
    const bytes = await response.arrayBuffer().catch(() => {
      throw new DownloadFailed(this.silent.has(url) ? `nothing more of ${name} comes` : `${name} came only in part`);
    });
    const found = sum ? await sha256(bytes) : null;
    if (found && found !== sum) throw new DownloadFailed(`${name} is another file than it has to be`);
    this.here.set(url, { bytes, type });
    return bytes;
  }

  /**
   * @param {string} url
   * @param {RequestInit} [how]
   */
  async #watched(url, how = {}) {
    const name = new URL(url).pathname.split("/").at(-1);
    const stop = new AbortController();
    /** @type {any} */
    let timer = 0;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => (this.silent.add(url), stop.abort()), this.stall * 1000);
    };
    this.silent.delete(url);
    wait();
    const response = await this.fetchPlain(url, { ...how, signal: stop.signal }).catch(() => {
      clearTimeout(timer);
      throw new DownloadFailed(`${name} cannot be reached`);
    });
    if (!response.body || !response.ok) {
      clearTimeout(timer);
      return response;
    }
    const reader = response.body.getReader();
    const counted = new ReadableStream({
      pull: async (out) => {
        wait();
        try {
          const { done, value } = await reader.read();
          clearTimeout(timer);
          if (done) return out.close();
          this.bytes += value.byteLength;
          this.onBytes(this.bytes);
          out.enqueue(value);
        } catch (error) {
          clearTimeout(timer);
          out.error(error);
        }
      },
    });
    return new Response(counted, { headers: response.headers, status: response.status });
  }
}

/** @param {ArrayBuffer} bytes @returns {Promise<string | null>} null where the page is not served safely enough to ask */
async function sha256(bytes) {
  if (!globalThis.crypto?.subtle) return null;
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
