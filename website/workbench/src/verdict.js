/** A verdict on the page, in the terminal's own lines. */
import { ROOT } from "./course.js";
import { inCode, make } from "./dom.js";

/** Roles of lines that say what to type next: the workbench has buttons for that. */
const FOR_A_TERMINAL = ["next"];

/**
 * @param {any} answer an answer of the session's `check`
 * @returns {HTMLElement[]}
 */
export function verdictLines(answer) {
  if (answer.error) return [make("p", { class: "line error" }, ...inCode(answer.error))];
  const lines = answer.lines.filter((/** @type {any} */ line) => !FOR_A_TERMINAL.includes(line.role));
  return lines.map((/** @type {any} */ { role, text }) => {
    const name = role.replaceAll(" ", "-");
    if (role === "printed") return make("pre", { class: `line ${name}` }, text);
    return make("p", { class: `line ${name}` }, ...(role === "reading" ? linked(text.trim()) : inCode(text.trim())));
  });
}

/** The line with its chapter as a link to the page. @param {string} text */
function linked(text) {
  const place = /(exercises\/\S+?)\.md(#[\w-]+)/.exec(text);
  if (!place) return inCode(text);
  const link = make("a", { href: new URL(`${place[1]}.html${place[2]}`, ROOT).href }, place[0]);
  return [...inCode(text.slice(0, place.index)), link, text.slice(place.index + place[0].length)];
}

/** What a passed exercise leads to. @param {import("./work.js").Work} work */
export function nextLine({ course, next }) {
  if (!next) return make("p", { class: "line next" }, "Every exercise that a page can judge passes.");
  const exercise = course.exercise(next);
  const link = make("a", { href: new URL(course.page(exercise), ROOT).href }, next);
  return make("p", { class: "line next" }, "Next: ", link, `, ${exercise.title}`);
}
