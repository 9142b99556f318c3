"""The site's settings: Sphinx reads the repository's own Markdown where it stands and writes build/site.

Sphinx with MyST and the theme furo, because all three are maintained, read GitHub's Markdown as it is, check every link
while building, and bring a search that needs no server. MkDocs 1.x has had no release since August 2024.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.page import tables
from website import COURSE, accessible, mathml, mount

project = "GPT-2 by hand"
root_doc = "README"
extensions = ["myst_parser"]
include_patterns = [
    "README.md",
    "CONTRIBUTING.md",
    "AGENTS.md",
    "grader/course/for_assistants.md",
    "CHANGELOG.md",
    "exercises/**",
    "docs/**",
    "packs/**",
    "website/pages/**",
]
exclude_patterns = [".venv", ".git", "build", "node_modules", "**/.pytest_cache"]
source_suffix = {".md": "markdown"}

myst_enable_extensions = ["dollarmath"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]

html_theme = "furo"
html_title = "GPT-2 by hand"
html_math_renderer = "mathml"
html_static_path = ["static"]
html_css_files = ["fonts.css", "site.css", "workbench.css"]
html_additional_pages = {"index": "start.html"}
templates_path = ["templates"]
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1c5fa8", "color-brand-content": "#1c5fa8"},
    "dark_css_variables": {
        "color-brand-primary": "#7db8ff",
        "color-brand-content": "#7db8ff",
        "color-background-primary": "#16181c",
    },
    "navigation_with_keys": False,
}
html_show_copyright = html_show_sphinx = html_copy_source = False
pygments_style, pygments_dark_style = "default", "github-dark"
highlight_language = "none"

TREE = """

```{{toctree}}
:hidden:
:caption: {caption}

{pages}
```
"""


def navigation(_app: object, name: str, source: list[str]) -> None:
    """Give the README the side bar's tree, which GitHub has no use for: it stands in no file of the course."""
    if name != root_doc:
        return
    first = ["exercises/README", "exercises/what_gpt2_is"]
    chapters = [
        *first,
        *found("exercises/part*/README.md"),
        "website/pages/sorter",
        "exercises/formulas",
        "website/pages/checkpoint",
        "exercises/glossary",
        "exercises/what_went_wrong",
    ]
    for caption, pages in (
        ("The course", chapters),
        ("The commands", ["docs/checking", "docs/your_gpt2", "docs/speed"]),
        ("For instructors", ["docs/instructor", "docs/grading", "docs/verdict_json", "docs/site"]),
        ("Packs", ["packs/README", *found("packs/*/exercises/part*/README.md")]),
        ("The project", ["CONTRIBUTING", "docs/exercises", "AGENTS", "grader/course/for_assistants", "CHANGELOG"]),
    ):
        if pages:
            source[0] += TREE.format(caption=caption, pages="\n".join(pages))


def speed(_app: object, name: str, source: list[str]) -> None:
    """Give the page on speed the tables of the results that are kept."""
    if name == "docs/speed":
        source[0] += f"\n{tables()}"


def found(pattern: str) -> list[str]:
    """Return the pages that match, by the names that Sphinx gives them."""
    return sorted(str(path.relative_to(COURSE).with_suffix("")) for path in COURSE.glob(pattern))


def setup(app) -> None:
    """Register the formulas' renderer, the places of the workbench, and the side bar."""
    mathml.setup(app)
    mount.setup(app)
    accessible.setup(app)
    app.connect("source-read", navigation)
    app.connect("source-read", speed)
    # The side bar lists what there is, and the page on speed what was measured: both are read anew at every build.
    app.connect("env-get-outdated", lambda *_: [root_doc, "docs/speed"])
