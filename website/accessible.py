"""What the theme leaves out for those who read by ear or by keyboard: put into the pages once they are written."""

from __future__ import annotations

import re
from pathlib import Path

MENDED = (
    ('role="heading">', 'role="heading" aria-level="2">'),
    (
        '<aside class="sidebar-drawer">',
        '<aside class="sidebar-drawer" aria-label="The course, and where you are">',
    ),
    ('<aside class="toc-drawer', '<aside aria-label="On this page" class="toc-drawer'),
    ("<pre>", '<pre tabindex="0">'),
    ('<th class="head"><p></p></th>', '<td class="head"></td>'),
)
"""Text of the theme's pages, and what stands in its place: levels and names, code that scrolls by keyboard, and cells
of a table's head that are empty and so head nothing."""

UP = re.compile(r'(?<!<nav aria-label="To the top">)<a href="#" class="back-to-top.*?</a>', re.DOTALL)
"""The link to the top, which stands outside of every landmark until it is mended."""

OF_A_FORMULA = re.compile(r'<th class="head">(?=<p><span class="math">(.*?)</span></p></th>)', re.DOTALL)
"""A column's head that is a formula, which not every reader takes for its name."""

SEARCH = ('<article role="main" id="furo-main-content">', '<h1 class="visually-hidden">Search</h1>')
"""The search page has no heading of its own."""


def mend(app, error: Exception | None) -> None:
    """Mend every page that was built, unless the build failed."""
    if error:
        return
    for page in Path(app.outdir).rglob("*.html"):
        before = text = page.read_text(encoding="utf-8")
        for theirs, ours in MENDED:
            text = text.replace(theirs, ours)
        text = UP.sub(lambda link: f'<nav aria-label="To the top">{link[0]}</nav>', text)
        text = OF_A_FORMULA.sub(lambda head: f'<th class="head" aria-label="{_spoken(head[1])}">', text)
        if page.name == "search.html" and SEARCH[1] not in text:
            text = text.replace(SEARCH[0], "".join(SEARCH))
        if text != before:
            page.write_text(text, encoding="utf-8")


def _spoken(formula: str) -> str:
    """Return the signs of a formula one after the other."""
    return " ".join(re.sub(r"<[^>]*>", " ", formula).split())


def setup(app) -> None:
    """Register it."""
    app.connect("build-finished", mend)
