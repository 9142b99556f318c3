"""A part's chapter as Markdown cells: its sections by exercise, with formulas and figures as Jupyter shows them."""

from __future__ import annotations

import base64
import mimetypes
import re
from pathlib import Path

from grader.course.chapters import sections
from grader.paths import root_of

IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)(?: [^)]*)?\)")
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
MATH_FENCE = re.compile(r"^```math\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def cells(part: str) -> dict[str, str]:
    """Return the chapter's sections (see `grader.course.chapters.sections`) as cells."""
    folder = root_of(part).exercises / part
    return {name: as_cell(text.strip(), folder) for name, text in sections(part).items()}


def as_cell(markdown: str, folder: Path) -> str:
    """Return Markdown of a file in `folder` as a cell of the kit's notebooks/: links moved, figures embedded.

    A figure is embedded as a data URI, since JupyterLab shows no SVG that is an attachment.
    """

    def embedded(image: re.Match) -> str:
        file = folder / image["path"]
        if not file.is_file():
            return image[0]
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return f"![{image['alt']}](data:{media};base64,{base64.b64encode(file.read_bytes()).decode()})"

    markdown = MATH_FENCE.sub(lambda fence: f"$$\n{fence[1]}$$", markdown)
    return IMAGE.sub(embedded, LINK.sub(lambda link: _moved(link, folder), markdown))


def _moved(link: re.Match, folder: Path) -> str:
    """Return a relative link as it reads from `notebooks/`, a sibling of `exercises/`."""
    target = link["target"]
    if "://" in target or target.startswith(("#", "mailto:")):
        return link[0]
    file, _, anchor = target.partition("#")
    path = (folder / file).resolve()
    root = folder.parent.parent
    if not path.is_relative_to(root):
        return link[0]
    return f"[{link['text']}](../{path.relative_to(root)}{'#' if anchor else ''}{anchor})"
