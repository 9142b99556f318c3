"""Whose pieces an answer stands on: the notebook's own, the same student's of other parts, else the solutions'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.course.registry import prerequisites
from grader.course.stubs import stub
from grader.instructor.notebooks.read_notebook import NotGraded, answers, read_cells
from grader.instructor.notebooks.source_notebook import as_source, as_text, solution_text


@dataclass(frozen=True)
class GradingPaths:
    """Where a submission's grading finds what it needs."""

    root: Path
    released: Path
    submitted: Path
    feedback: Path

    @classmethod
    def of(cls, coursedir: Any, place: Mapping[str, str]) -> GradingPaths:
        """Return the places of nbgrader's course folder for one notebook of one student's."""
        file = f"{place['notebook']}.ipynb"
        released = coursedir.format_path(coursedir.release_directory, ".", place["assignment"])
        submitted = coursedir.format_path(coursedir.submitted_directory, place["student"], ".")
        feedback = coursedir.format_path(coursedir.feedback_directory, place["student"], place["assignment"])
        return cls(Path(coursedir.root), Path(released) / file, Path(submitted), Path(feedback))


def resolve_notebook_pieces(own: Mapping[str, str], others: Path) -> tuple[dict[str, str], list[str]]:
    """Return the texts that judging `own` takes, by "partNN_topic.NAME", and the names of those that were borrowed.

    `own` maps a part's exercises to their texts: they stay what they are. What they are built on in other parts comes
    from the notebooks that stand below `others`, where something is written there; else from the solutions.
    """
    files = {registry.key(name): text for name, text in own.items()}
    borrowed = []
    for name in _needed(own):
        text = _written(name, others)
        if text is None:
            borrowed.append(name)
        files[registry.key(name)] = solution_text(name) if text is None else text
    return files, borrowed


def _needed(own: Iterable[str]) -> list[str]:
    """Return what the exercises are built on and that is not among them, in the order of the ladder."""
    found = {other for name in own for other in prerequisites(name)} - set(own)
    return [name for name in registry.all_names() if name in found]


def _written(name: str, others: Path) -> str | None:
    """Return the student's text of an exercise in a notebook of its part, or None where it is missing or a stub."""
    part = registry.part_of(name)
    for path in sorted(others.glob(f"*/{part}.ipynb")):
        text = as_text(_all(path, part).get(name, ""))
        if text.strip() and text != stub(part, name):
            return text
    return None


def _all(path: Path, part: str) -> dict[str, str]:
    try:
        return answers(read_cells(path), {name: as_source(name, stub(part, name)) for name in registry.names(part)})[0]
    except NotGraded:
        return {}
