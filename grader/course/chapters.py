"""Read a chapter: the section of each exercise, and the sentences in it that explain known mistakes.

A chapter does not name them: an exercise's `explained.py` does, by the first words of the
sentence, its anchor.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Mapping

from grader.course import registry
from grader.paths import chapter_file

SENTENCE = re.compile(r".*?[.?!][)*\"']*(?=\s|$)|.+", re.DOTALL)
LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*\)")
PARAGRAPH = re.compile(r"\n\s*\n|\n\s*(?:[-*]|\d+\.) ")


def section_link(part: str, name: str) -> str:
    """Return the link to an exercise's section: the chapter's path in a workspace, and an anchor."""
    return f"exercises/{part}/README.md#{name.lower()}"


def sections(part: str) -> dict[str, str]:
    """Return the text of each exercise's section by name, and what comes before the first under "".

    Other headings belong to the section before them. A part without a chapter has its title alone.
    """
    path = chapter_file(part)
    if not path.is_file():
        return {"": f"# {registry.title(part)}"}
    found: dict[str, list[str]] = {"": []}
    here, fenced = "", False
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        fenced ^= line.startswith("```")
        heading = line[3:].strip() if line.startswith("## ") and not fenced else ""
        if heading in registry.names(part):
            here = heading
            found[here] = []
        found[here].append(line)
    return {name: "".join(lines) for name, lines in found.items()}


def explained(part: str, name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the known mistakes that a sentence of an exercise's section explains, by the sentence's anchor.

    A student's copy of the course has none of them.
    """
    module = f"grader.course.{part}.{name}.explained"
    return importlib.import_module(module).EXPLAINED if importlib.util.find_spec(module) else {}


def places(anchor: str, section: str) -> list[int]:
    """Return where in a section the words of an anchor stand, however its lines are broken."""
    words = r"\s+".join(map(re.escape, anchor.split()))
    return [found.start() for found in re.finditer(rf"(?<!\S){words}", section)]


def mistake_sentences(part: str, name: str) -> dict[str, str]:
    """Return the sentence that explains each known mistake, by the mistake's name."""
    section = sections(part).get(name, "")
    found = {}
    for anchor, mistakes in explained(part, name).items():
        for start in places(anchor, section)[:1]:
            paragraph = PARAGRAPH.split(section[start:], maxsplit=1)[0]
            sentence = LINK.sub(r"\1", " ".join(SENTENCE.match(paragraph)[0].split()))
            found |= dict.fromkeys(mistakes, sentence)
    return found
