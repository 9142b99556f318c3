"""The chapters as the grader reads them: a page's section for each exercise, and the sentences that explain a mistake.

Before such a sentence stands a comment that no reader sees: `<!-- explains: mistake, another -->`.
"""

from __future__ import annotations

import re

from grader.course import registry
from grader.paths import CHAPTERS

MARK = re.compile(r"<!-- explains: (?P<names>[\w\-, ]+) -->\s*")
SENTENCE = re.compile(r".*?[.?!][)*\"']*(?=\s|$)|.+", re.DOTALL)
PARAGRAPH = re.compile(r"\n\s*\n|\n\s*(?:[-*]|\d+\.) ")


def section_link(part: str, name: str) -> str:
    """Return the section that explains an exercise: a file of the workspace and an anchor in it."""
    return f"exercises/{part}/README.md#{name.lower()}"


def sections(part: str) -> dict[str, str]:
    """Return the chapter's text under "" (what stands before the first exercise) and under each exercise's name.

    A heading that is no exercise's belongs to what stands before it. A part without a chapter has its title alone.
    """
    path = CHAPTERS / part / "README.md"
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


def mistake_sentences(part: str, name: str) -> dict[str, str]:
    """Return the known mistakes that an exercise's section explains, each with its sentence."""
    section = sections(part).get(name, "")
    found = {}
    for mark in MARK.finditer(section):
        paragraph = PARAGRAPH.split(section[mark.end() :], maxsplit=1)[0]
        sentence = " ".join(SENTENCE.match(without_marks(paragraph))[0].split())
        found |= {mistake.strip(): sentence for mistake in mark["names"].split(",")}
    return found


def without_marks(text: str) -> str:
    """Return a chapter's text without the marks: what a reader sees, and all that a student's kit holds."""
    return MARK.sub("", text)
