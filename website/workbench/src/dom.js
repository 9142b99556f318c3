/**
 * Make an element: `make("button", {type: "button", onclick}, "Check")`.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `on…` are listeners; null, undefined and false are left out
 * @param {...(Node | string | null)} children
 * @returns {any}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Text in which `code` is set as code. @param {string} text */
export function inCode(text) {
  return text.split(/`([^`\n]+)`/).map((piece, at) => (at % 2 ? make("code", {}, piece) : piece));
}

/**
 * Call a function once calls have stopped for so long.
 * @param {number} milliseconds
 * @param {(...args: any[]) => void} call
 */
export function settled(milliseconds, call) {
  let timer = /** @type {any} */ (0);
  return (/** @type {any[]} */ ...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...args), milliseconds);
  };
}
