/** Formulas and tables that are wider than the page scroll in their place, by keyboard as well. */
const WIDE = ".math-block, .table-wrapper";

/** Make those that scroll now reachable by Tab, and only those. */
function reach() {
  for (const place of document.querySelectorAll(WIDE))
    if (place.scrollWidth > place.clientWidth) place.setAttribute("tabindex", "0");
    else place.removeAttribute("tabindex");
}

export function keepReachable() {
  reach();
  document.fonts?.ready.then(reach);
  addEventListener("resize", reach);
}
