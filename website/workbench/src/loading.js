/** How much of Python has come, as a bar with words beside it. */
import { make } from "./dom.js";

/** A number of bytes in millions. @param {number} bytes */
export const million = (bytes) => (bytes / 1e6).toFixed(1);

/**
 * @param {HTMLElement} place hidden unless Python is on its way
 * @param {boolean} loading
 * @param {number} bytes that have come
 * @param {number} total
 */
export function showLoading(place, loading, bytes, total) {
  place.hidden = !loading;
  if (!loading) return;
  const bar = place.querySelector("progress") ?? make("progress", { "aria-label": "Python is being loaded" });
  bar.max = total;
  bar.value = Math.min(bytes, total);
  const text = bytes < total * 0.98 ? `Python is coming: ${million(bytes)} of ${million(total)} MB` : "Python starts …";
  place.replaceChildren(bar, text);
}
