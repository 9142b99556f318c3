"""Rules about an exercise's section of the chapter: what it holds, and the sentences that explain known mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from grader.course import registry
from grader.course.chapters import explained, mistake_sentences, places, sections
from grader.course.spec import Exercise
from grader.course.stubs import REGION
from grader.judge.dev_check.rule import files_of
from grader.runner.source import read

Found = Iterator[tuple[Path, str]]

SECTION_HAS = {
    "what one will be able to do": r"\*\*You will be able to\*\* [a-z]",
    "the forward": r"\*\*Forward\.?\*\*",
    "what is wanted": r"\*\*Wanted\*\* ",
    "what is given": r"\*\*Given\*\* ",
    "the thinking": r"\*\*The thinking\.?\*\*",
    "a tiny case": r"\*\*A tiny case, worked\.\*\*",
    "the shapes": r"\*\*Shapes\.?\*\*",
    "the gotchas, folded": r"<details>\n<summary>Gotchas, for when your numbers are off</summary>\n\n",
    "your turn": r"\*\*Your turn\.?\*\*",
    "what it unlocks": r"\*\*It unlocks\*\* ",
}
"""What a section has, and how every chapter says it: a bold run, and of the gotchas, which read as riddles before the
mistake is made, a fold."""

SENTENCE_LENGTH = range(30, 281)
"""Characters of a sentence that explains a mistake: a verdict quotes it in a terminal."""

SENTENCE_BEGINS = re.compile(r"""([.?!:$][)*"']*\s+|\n\s*\n\s*|^\s*([-*]|\d+\.) +|```\n)\Z""", re.MULTILINE)
"""What stands before a sentence: the end of another one or of a formula, a blank line, a bullet, or a block of code."""

LONG_LINE = 30
"""Characters from which a line of code says something; shorter ones may stand in a chapter by chance."""


def section_is_whole(exercise: Exercise) -> Found:
    """The chapter has a section with its ten things, the command that judges it, and the place that ORDER gives it."""
    chapter = files_of(exercise).chapter
    found = sections(exercise.part)
    if exercise.name not in found:
        yield chapter, f"has no section: ## {exercise.name}"
        return
    section = re.split(r"^## .*$", found[exercise.name], maxsplit=2, flags=re.MULTILINE)[1]
    for what, pattern in SECTION_HAS.items():
        if not re.search(pattern, section):
            yield chapter, f"its section does not say {what}"
    if f"grader check {exercise.name}" not in section:
        yield chapter, f"its section does not say `grader check {exercise.name}`"
    order = [name for name in registry.names(exercise.part) if name in found]
    if [name for name in found if name] != order:
        yield chapter, f"its sections are to be in the part's order: {', '.join(order)}"


def section_keeps_the_answer(exercise: Exercise) -> Found:
    """No line of the code that students write stands in the chapter."""
    files = files_of(exercise)
    chapter = files.chapter.read_text(encoding="utf-8") if files.chapter.is_file() else ""
    for region in REGION.finditer(read(files.solution).text):
        for line in (line.split("  #")[0].strip() for line in region[0].splitlines()[1:-1]):
            said = len(line) > LONG_LINE and not line.startswith(("#", "def ", "raise", "return", '"'))
            if said and line in chapter:
                yield files.chapter, f"prints a line of the solution: {line}"


def every_mistake_is_explained(exercise: Exercise) -> Found:
    """The section explains every known mistake and no other, in a sentence that reads well in a terminal."""
    chapter, names = files_of(exercise).chapter, {mistake.name for mistake in exercise.mistakes}
    explained = mistake_sentences(exercise.part, exercise.name)
    for name in sorted(names - explained.keys()):
        yield files_of(exercise).explained, f"names no sentence that explains {name}"
    for name in sorted(explained.keys() - names):
        yield chapter, f"explains {name}, which is no known mistake of {exercise.name}"
    for name, sentence in explained.items():
        if len(sentence) not in SENTENCE_LENGTH:
            length = f"{SENTENCE_LENGTH.start} to {SENTENCE_LENGTH.stop - 1}"
            yield chapter, f"what explains {name} has {len(sentence)} characters, not {length}: {sentence}"
        # LaTeX, tables, tags and links do not read well.
        elif re.search(r"[$|<]|\]\(", sentence) or not re.match(r"[A-Z`]", sentence) or sentence[-1] not in ".?!)":
            yield chapter, f"what explains {name} is no plain sentence: {sentence}"


def anchors_begin_a_sentence(exercise: Exercise) -> Found:
    """Each anchor of `explained.py` stands in the section once, where a sentence begins."""
    section = sections(exercise.part).get(exercise.name, "")
    for anchor in explained(exercise.part, exercise.name):
        found = places(anchor, section)
        if len(found) != 1:
            yield files_of(exercise).explained, f"stands {len(found)} times in the section, not once: {anchor}"
        elif not SENTENCE_BEGINS.search(section[: found[0]]):
            yield files_of(exercise).explained, f"begins no sentence of the section: {anchor}"
