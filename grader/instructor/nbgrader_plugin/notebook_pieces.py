"""Which pieces an answer is judged on: the notebook's own, else the same student's of other parts, else the solutions'.

A piece is the text of an exercise that another exercise imports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.course.registry import prerequisites
from grader.course.stubs import stub
from grader.instructor.notebooks.read_notebook import NotGraded, answers, read_cells
from grader.instructor.notebooks.source_notebook import as_text, solution_text, stub_source


@dataclass(frozen=True)
class GradingPaths:
    """What one notebook's grading needs of nbgrader's course folder.

    `root` is the course folder, `released` the released notebook, `submitted` the folder of all that the student
    handed in, `feedback` the folder of this assignment's feedback.
    """

    root: Path
    released: Path
    submitted: Path
    feedback: Path

    @classmethod
    def of(cls, course: Any, names: Mapping[str, str]) -> GradingPaths:
        """Return the paths in nbgrader's CourseDirectory for one student's notebook of an assignment."""
        file = f"{names['notebook']}.ipynb"
        released = course.format_path(course.release_directory, ".", names["assignment"])
        submitted = course.format_path(course.submitted_directory, names["student"], ".")
        feedback = course.format_path(course.feedback_directory, names["student"], names["assignment"])
        return cls(Path(course.root), Path(released) / file, Path(submitted), Path(feedback))


def resolve_notebook_pieces(own: Mapping[str, str], submitted: Path) -> tuple[dict[str, str], list[str]]:
    """Return the texts that judging `own` takes, by "partNN_topic.NAME", and the names of those that are borrowed.

    `own` maps a part's exercises to their texts, which are never replaced. Pieces of other parts come from the
    notebooks below `submitted`, where something is written there; else they are borrowed from the solutions.
    """
    files = {registry.key(name): text for name, text in own.items()}
    borrowed = []
    for name in _pieces_of_other_parts(own):
        text = _written_text(name, submitted)
        if text is None:
            borrowed.append(name)
        files[registry.key(name)] = solution_text(name) if text is None else text
    return files, borrowed


def _pieces_of_other_parts(own: Iterable[str]) -> list[str]:
    """Return what the exercises are built on and that is not among them, in the order of the ladder."""
    pieces = {piece for name in own for piece in prerequisites(name)} - set(own)
    return [name for name in registry.all_names() if name in pieces]


def _written_text(name: str, submitted: Path) -> str | None:
    """Return the student's text of an exercise in a notebook of its part, or None where it is missing or a stub."""
    part = registry.part_of(name)
    for path in sorted(submitted.glob(f"*/{part}.ipynb")):
        text = as_text(_sources(path, part).get(name, ""))
        if text.strip() and text != stub(part, name):
            return text
    return None


def _sources(path: Path, part: str) -> dict[str, str]:
    """Return the sources of a notebook's solution cells; none of a notebook that cannot be read."""
    try:
        return answers(read_cells(path), {name: stub_source(name) for name in registry.names(part)})[0]
    except NotGraded:
        return {}
