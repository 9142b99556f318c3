"""What the workbench needs of the pages: a place at the end of each exercise's section, and its script."""

from __future__ import annotations

from html import escape

from docutils import nodes

from grader.course import registry

SCRIPT = "_static/workbench/workbench.js"


PLACE = """<div class="workbench" data-exercise="{name}"><p class="before">Where scripts run, an editor with the judge \
opens here; in a terminal, <code>grader check {name}</code> judges <code>exercises/{part}/{name}.py</code>. \
<a class="missing" href="">It did not come whole: reload to try again.</a></p></div>"""
"""What stands in an exercise's section until the script replaces it; the link shows where the script is missing."""


def mount(_app: object, tree: nodes.document) -> None:
    """Add a place to the section of every exercise in a chapter."""
    for section in tree.findall(nodes.section):
        title = section[0].astext()
        if title in registry.all_names() and tree.get("source", "").endswith(f"{registry.part_of(title)}/README.md"):
            place = PLACE.format(name=escape(title), part=registry.part_of(title))
            section.append(nodes.raw("", place, format="html"))


def load_script(app, pagename: str, _template: str, context: dict, _tree: object) -> None:
    """Have every page load the workbench's script, which the build lays there after the pages."""
    address = context["pathto"](SCRIPT, resource=True)
    context["metatags"] = (
        f'{context.get("metatags", "")}<link rel="icon" href="data:,"><script type="module" src="{address}" '
        "onerror=\"document.documentElement.dataset.workbench='missing'\"></script>"
    )


def setup(app) -> None:
    """Register both."""
    app.connect("doctree-read", mount)
    app.connect("html-page-context", load_script)
