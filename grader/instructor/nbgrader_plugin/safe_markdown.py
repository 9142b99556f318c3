"""Sanitize Markdown on the pages of formgrader and of feedback: what a student writes there is text and no more.

nbgrader lets HTML in Markdown through. In formgrader a script in a derivation would act as whoever grades it.
"""

from __future__ import annotations

import html
import secrets
from typing import Any

from math_core import LatexError, LatexToMathML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from grader.safe_text import plain

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td"),
    *("th", "thead", "tr", "ul", "details", "summary"),
}
ATTRIBUTES = {"a": ("href", "title"), "img": ("src", "alt", "title"), "td": ("align",), "th": ("align",)}
PROTOCOLS = {"http", "https", "mailto", "data"}
"""`data:` is for pictures; browsers do not follow it in a link."""

CLASSES = ("highlight", "anchor-link")
TOKEN_CLASS_LENGTH = 3
"""Characters of the classes by which Pygments colours code, at most; longer ones would look like formgrader's own."""


def safe_html(source: str) -> str:
    """Return Markdown as HTML of harmless elements and MathML only; replaces nbconvert's filter `markdown2html`.

    A formula that does not parse is shown as it was typed.
    """
    import bleach  # nbconvert brings it

    renderer = _FormulasApart(escape=False)
    text = plain("\n".join(source.splitlines()))
    page = bleach.clean(MarkdownWithMath(renderer=renderer).render(text), TAGS, _is_allowed, PROTOCOLS)
    for place, formula in renderer.formulas.items():
        page = page.replace(place, formula)
    return page


class _FormulasApart(IPythonRenderer):
    """Leaves a drawn word in each formula's place, since only MathML of ours may pass where HTML is cleaned."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        self.formulas: dict[str, str] = {}
        self._drawn = secrets.token_hex(16)

    def _apart(self, latex: str, typed: str, *, display: bool) -> str:
        place = f"{self._drawn}x{len(self.formulas)}x"
        try:
            self.formulas[place] = LatexToMathML().convert_with_local_state(latex, displaystyle=display)
        except LatexError:
            self.formulas[place] = f"<code>{html.escape(typed)}</code>"
        return place

    def block_math(self, body: str) -> str:
        return self._apart(body, f"$${body}$$", display=True)

    def inline_math(self, body: str) -> str:
        return self._apart(body, f"${body}$", display=False)

    def latex_environment(self, name: str, body: str) -> str:
        typed = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._apart(typed, typed, display=True)


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return all(word in CLASSES or len(word) <= TOKEN_CLASS_LENGTH for word in value.split())
    return name in ATTRIBUTES.get(tag, ())
