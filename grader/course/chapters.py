"""Read a chapter: the section of each exercise, and the sentences in it that explain known mistakes.

A comment before such a sentence names them: `<!-- explains: mistake, another -->`. Readers do not see it.
"""

from __future__ import annotations

import re

from grader.course import registry
from grader.paths import chapter_file

MARK = re.compile(r"<!-- explains: (?P<names>[\w\-, ]+) -->\s*")
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


def mistake_sentences(part: str, name: str) -> dict[str, str]:
    """Return the sentence that explains each known mistake, by the mistake's name."""
    section = sections(part).get(name, "")
    found = {}
    for mark in MARK.finditer(section):
        paragraph = PARAGRAPH.split(section[mark.end() :], maxsplit=1)[0]
        sentence = LINK.sub(r"\1", " ".join(SENTENCE.match(without_marks(paragraph))[0].split()))
        found |= {mistake.strip(): sentence for mistake in mark["names"].split(",")}
    return found


def without_marks(text: str) -> str:
    """Return a chapter's text without the comments that name mistakes, as students get it."""
    return MARK.sub("", text)
