"""The derivation that ends a notebook: the task with the points of each step, and what the instructor grades it by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.course import registry
from grader.course.rubrics import rubric_of, scaled, shown
from grader.course.stubs import solution_text, task_of

HEADINGS = {"full": "A full answer", "partial": "A partial answer", "little": "An answer with little in it"}


def derivation_task(names: Sequence[str], points: float) -> str:
    """Ask for the derivation of the headline exercises among these, or of the most valuable one, step by step."""
    return _task(_asked(names), points)


def derivation_key(names: Sequence[str], points: float) -> str:
    """Return sample answers to that task with what each step earns: for the source notebook alone."""
    asked = _asked(names)
    samples = "\n\n".join(text for name in asked for text in _samples(name, points, asked))
    return f"For whoever grades; nbgrader leaves this out of what it releases.\n\n{samples}".rstrip()


def derivation_is_as_made(text: str) -> bool:
    """Whether a derivation's task is one that the course makes, of whichever exercises and whatever it is worth."""
    names = [line[2:].partition(":")[0] for line in text.splitlines() if line.startswith("- ")]
    points = re.search(r"^([\d.]+) points", text, re.MULTILINE)
    known = bool(points) and bool(names) and all(name in registry.all_names() for name in names)
    return known and text == _task(names, float(points[1]))


def _asked(names: Sequence[str]) -> list[str]:
    headline = [name for name in names if registry.entry(name).starred]
    return headline or [max(names, key=lambda name: registry.entry(name).points)]


def _task(asked: Sequence[str], points: float) -> str:
    tasks = "\n".join(line for name in asked for line in _lines(name, points, asked))
    return (
        f"## Derivation\n\n{points:g} points, read by a person. Write the derivation out in index notation, "
        f"each step with its reason, in the cell below (Markdown; formulas between dollar signs).\n\n{tasks}"
    )


def _lines(name: str, points: float, asked: Sequence[str]) -> Iterator[str]:
    yield f"- {task_of(solution_text(name), name)}"
    for step in rubric_of(name).steps:
        yield f"  - {shown(scaled(step.points, points, asked))} points: {step.text}"


def _samples(name: str, points: float, asked: Sequence[str]) -> Iterator[str]:
    rubric = rubric_of(name)
    for level, sample in rubric.samples.items():
        total = shown(scaled(sum(sample.earns), points, asked))
        of = shown(scaled(sum(step.points for step in rubric.steps), points, asked))
        steps = ", ".join(shown(scaled(earned, points, asked)) for earned in sample.earns)
        yield f"### {HEADINGS[level]} to {name}: {total} of {of} points ({steps})\n\n{sample.text}"
    if not rubric.samples:
        without = f"There are no sample answers; its {len(rubric.steps)} steps are graded by the text of the task."
        yield f"### {name}\n\n{without}"
