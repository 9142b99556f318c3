"""Write feedback pages that need nothing else: no script, no request to any host, formulas as MathML."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat.notebooknode import NotebookNode

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may load for the page: nothing, so that a picture in a student's derivation asks no host either."""

HEAD = f'<html lang="en">\n<head>\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">'

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
        return page.replace("<html>\n<head>", HEAD, 1), resources
