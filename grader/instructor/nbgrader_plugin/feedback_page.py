"""Write feedback pages that need nothing else: no script, no request to any host, formulas as MathML.

What axe-core finds in nbgrader's template is mended: links too pale or told by colour alone, a head in no landmark. And
a link to an exercise's marks has its name, where nbgrader calls each of them "Test cell".
"""

from __future__ import annotations

import re
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat.notebooknode import NotebookNode

from grader.instructor.notebooks.source_notebook import MARKS

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may load for the page: nothing, so that a picture in a student's derivation asks no host either."""

STYLE = (
    "pre { white-space: pre-wrap !important; word-break: normal !important; overflow-wrap: anywhere } "
    "@media print { a[href]:after { content: none } }"
)
"""nbgrader's page lets long lines of code run out of sight, and out of what is printed."""

HEAD = (
    f'<html lang="en">\n<head>\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n<style>{STYLE}</style>'
)

STYLE = """<style>
body a { color: #1c5a8d !important; text-decoration: underline; }
.panel-primary > .panel-heading a { color: #fff !important; }
.panel-primary > .panel-heading { background-color: #2c6496 !important; }
.highlight .c1 { color: #316464 !important; }
</style>
</head>"""
"""Stands at the end of the template's head: inks of enough contrast, and lines below links."""

SCORES = '<div class="panel-heading">\n<h4>'
"""Where the page's title and its scores begin."""

MARKS_LINK = re.compile(rf'(<a href="#(\w+){MARKS}">)Test cell</a>')

NO_MATHJAX = {"mathjax.html.j2": "{%- macro mathjax(url='') -%}{%- endmacro -%}"}
"""Stands before nbconvert's template of that name, which loads MathJax from a host."""


class FeedbackPage(HTMLExporter):
    """Exports what GenerateFeedback writes, by nbgrader's own template."""

    def __init__(self, **kw: Any) -> None:
        from jinja2 import DictLoader

        super().__init__(**{**kw, "extra_loaders": [DictLoader(NO_MATHJAX)]})

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources."""
        page, resources = super().from_notebook_node(nb, resources, **kw)
        page = page.replace("<html>\n<head>", HEAD, 1).replace("</head>", STYLE, 1)
        page = page.replace(SCORES, SCORES.replace(">", ' role="banner">', 1), 1)
        return MARKS_LINK.sub(r"\1\2</a>", page), resources
