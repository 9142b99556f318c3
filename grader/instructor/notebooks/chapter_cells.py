"""A part's chapter as a notebook's Markdown: its sections by exercise, formulas and figures as Jupyter shows them."""

from __future__ import annotations

import base64
import mimetypes
import re
from pathlib import Path

from grader.course.chapters import sections, without_marks
from grader.paths import CHAPTERS

IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)(?: [^)]*)?\)")
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
MATH_FENCE = re.compile(r"^```math\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def cells(part: str) -> dict[str, str]:
    """Return the chapter's sections (see `grader.course.chapters.sections`) as cells."""
    return {name: as_cell(without_marks(text).strip(), CHAPTERS / part) for name, text in sections(part).items()}


def as_cell(markdown: str, folder: Path) -> str:
    """Return Markdown that stands in `folder` as a notebook's: links from the kit's notebooks/, figures within.

    A figure's bytes stand in its address, as a data URI: JupyterLab shows no SVG that is an attachment.
    """

    def within(image: re.Match) -> str:
        file = folder / image["path"]
        if not file.is_file():
            return image[0]
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return f"![{image['alt']}](data:{media};base64,{base64.b64encode(file.read_bytes()).decode()})"

    markdown = MATH_FENCE.sub(lambda fence: f"$$\n{fence[1]}$$", markdown)
    return IMAGE.sub(within, LINK.sub(lambda link: _moved(link, folder), markdown))


def _moved(link: re.Match, folder: Path) -> str:
    """Return a relative link as it reads from `notebooks/`, which stands beside `exercises/`."""
    target = link["target"]
    if "://" in target or target.startswith(("#", "mailto:")):
        return link[0]
    file, _, anchor = target.partition("#")
    there = (folder / file).resolve()
    home = CHAPTERS.parent
    if not there.is_relative_to(home):
        return link[0]
    return f"[{link['text']}](../{there.relative_to(home)}{'#' if anchor else ''}{anchor})"
