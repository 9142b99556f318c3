/**
 * The answers of the derive gate as they stand in an exercise's file: `by_hand = {"dx": [1, 2]}`, `formula = {"dx": "…"}`.
 *
 * The file stays the one place where they are: the fields of the workbench read and write its text.
 */

/**
 * Return the entries of a dictionary that a file assigns to a name at its top level, with the places of their values.
 * @param {string} text
 * @param {"by_hand" | "formula"} name
 * @returns {{key: string, from: number, to: number, value: string}[]}
 */
export function entries(text, name) {
  const found = new RegExp(`^${name} *= *\\{`, "m").exec(text);
  if (!found) return [];
  const result = [];
  let at = found.index + found[0].length;
  while (at < text.length) {
    at = skipSpace(text, at);
    if (text[at] === "}" || text[at] === undefined) break;
    const keyEnd = skipString(text, at);
    const key = unquoted(text.slice(at, keyEnd));
    const colon = text.indexOf(":", keyEnd);
    if (colon < 0) break;
    const from = skipSpace(text, colon + 1);
    const to = skipValue(text, from);
    result.push({ key, from, to, value: text.slice(from, to).trimEnd() });
    at = skipSpace(text, to);
    if (text[at] === ",") at += 1;
  }
  return result;
}

/** A Python literal for a formula that was typed. @param {string} typed */
export function formulaLiteral(typed) {
  if (!typed.trim()) return "None";
  if (typed.includes("\n")) return `"""${typed.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"')}"""`;
  return JSON.stringify(typed);
}

/** What a formula's literal says. @param {string} literal */
export function formulaText(literal) {
  if (literal === "None" || !/^["'(]/.test(literal)) return "";
  const pieces = [];
  for (let at = 0; at < literal.length; ) {
    if (/["']/.test(literal[at])) {
      const end = skipString(literal, at);
      pieces.push(unquoted(literal.slice(at, end)));
      at = end;
    } else at += 1;
  }
  return pieces.join("");
}

/** A Python literal for numbers that were typed: a number, or a list in brackets; a row of them gets brackets. @param {string} typed */
export function numbersLiteral(typed) {
  const text = typed.trim();
  if (!text) return "None";
  if (/^[[(]/.test(text) || !/[\s,]/.test(text)) return text;
  return `[${text.split(/[\s,]+/).filter(Boolean).join(", ")}]`;
}

/** @param {string} text @param {number} at */
function skipSpace(text, at) {
  while (at < text.length) {
    if (/\s/.test(text[at])) at += 1;
    else if (text[at] === "#") at = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    else break;
  }
  return at;
}

/** @param {string} text @param {number} at the place of its first quote, or of the prefix before it */
function skipString(text, at) {
  while (/[a-zA-Z]/.test(text[at] ?? "")) at += 1;
  const quote = text.startsWith('"""', at) || text.startsWith("'''", at) ? text.slice(at, at + 3) : text[at];
  at += quote?.length ?? 1;
  while (at < text.length && !text.startsWith(quote, at)) at += text[at] === "\\" ? 2 : 1;
  return Math.min(text.length, at + quote.length);
}

/** @param {string} text @param {number} at */
function skipValue(text, at) {
  let depth = 0;
  while (at < text.length) {
    const sign = text[at];
    if (sign === '"' || sign === "'") {
      at = skipString(text, at);
      continue;
    }
    if ("([{".includes(sign)) depth += 1;
    if (")]}".includes(sign)) depth -= 1;
    if (depth < 0 || (depth === 0 && sign === ",")) break;
    at += 1;
  }
  return at;
}

/** @param {string} literal */
function unquoted(literal) {
  const body = literal.replace(/^[a-zA-Z]*/, "");
  const width = /^("""|''')/.test(body) ? 3 : 1;
  const escapes = /** @type {Record<string, string>} */ ({ n: "\n", t: "\t" });
  return body.slice(width, -width).replace(/\\(.)/gs, (_, sign) => escapes[sign] ?? (sign === "\n" ? "" : sign));
}
