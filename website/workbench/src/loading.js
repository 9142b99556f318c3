/** How Python comes: a bar with words beside it; and where it does not, why, and a way to try again. */
import { make } from "./dom.js";

/** A number of bytes in millions. @param {number} bytes */
export const million = (bytes) => (bytes / 1e6).toFixed(1);

/**
 * Show in a place how far the judge's Python is; hidden where there is nothing to say.
 * @param {HTMLElement} place
 * @param {import("./judge.js").Judge} judge
 */
export function showLoading(place, judge) {
  const { state, bytes, message } = judge.state;
  place.hidden = state !== "loading" && state !== "failed";
  place.classList.toggle("stopped", state === "failed");
  if (state === "failed") {
    const again = make("button", { type: "button", class: "again", onclick: () => judge.again() }, "Try again");
    place.replaceChildren(make("span", { role: "alert" }, message), again);
  }
  if (state !== "loading") return;
  const total = judge.where.bytes;
  const bar = place.querySelector("progress") ?? make("progress", { "aria-label": "Python is being loaded" });
  bar.max = total;
  bar.value = Math.min(bytes, total);
  const text = bytes < total * 0.98 ? `Python is coming: ${million(bytes)} of ${million(total)} MB` : "Python starts …";
  place.replaceChildren(bar, text);
}
