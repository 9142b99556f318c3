"""Formulas as MathML, made while building: the pages need no script and no network to show them.

math-core is a strict parser: a command or an environment that it does not know, an unbalanced brace or a misplaced `&`
is an error, and so a warning of the build, which `make site` does not let pass.
"""

from __future__ import annotations

from functools import cache

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging

LOG = logging.getLogger(__name__)


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML()


def convert(latex: str, display: bool) -> str:
    """Return the MathML of a formula. Raises LatexError where it is not one."""
    return _converter().convert_with_local_state(latex, displaystyle=display)


def _written(node: nodes.Node, display: bool) -> str:
    latex = node.astext()
    try:
        return convert(latex, display)
    except LatexError as trouble:
        LOG.warning("the formula %r does not parse: %s", latex, trouble, location=node)
        return f"<code>{latex}</code>"


def visit_inline(self, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    self.body.append(f'<span class="math">{_written(node, False)}</span>')
    raise nodes.SkipNode


def visit_display(self, node: nodes.math_block) -> None:
    """Write a formula on lines of its own; a wide one scrolls by itself, not the page."""
    self.body.append(f'<div class="math-block">{_written(node, True)}</div>')
    raise nodes.SkipNode


def setup(app) -> None:
    """Register the renderer under the name mathml."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
