/** Attention weights as heat maps: a table for each head, from the symbol of each row to that of each column. */
import { make } from "./dom.js";

/** How a symbol is written in a cell's head, where blanks would be nothing. @param {string} symbol */
export const shown = (symbol) => symbol.replaceAll(" ", "␣").replaceAll("\n", "⏎").replaceAll("\t", "⇥") || "·";

/**
 * @param {number[][]} rows
 * @param {string[]} symbols
 * @param {number} block
 * @param {number} head
 */
export function heatMap(rows, symbols, block, head) {
  const name = `Block ${block + 1}, head ${head + 1}`;
  const cell = (/** @type {number} */ weight, /** @type {number} */ at, /** @type {number} */ row) =>
    at > row
      ? make("td", { class: "future" })
      : make("td", { style: `--weight: ${weight}`, title: `${shown(symbols[row])} → ${shown(symbols[at])}: ${weight.toFixed(3)}` },
          make("span", { class: "visually-hidden" }, weight.toFixed(2)));
  const top = make("tr", {}, make("td"), ...symbols.map((symbol) => make("th", { scope: "col" }, make("span", {}, shown(symbol)))));
  const body = rows.map((row, at) =>
    make("tr", {}, make("th", { scope: "row" }, shown(symbols[at])), ...row.map((weight, to) => cell(weight, to, at))));
  const wide = symbols.some((symbol) => symbol.length > 1);
  const table = make("table", { "aria-label": `${name}: attention weights`, class: wide ? "words" : null }, top, ...body);
  return make("figure", {}, make("figcaption", {}, name), table);
}
