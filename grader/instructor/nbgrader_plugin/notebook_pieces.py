"""Which pieces an answer is judged on: the notebook's own, else the same student's of others, else the solutions'.

A piece is the text of an exercise that another exercise imports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.course.registry import prerequisites
from grader.course.stubs import solution_text
from grader.instructor.nbgrader_plugin.undecided import used
from grader.instructor.notebooks.answers import answers
from grader.instructor.notebooks.read_notebook import NotGraded, read_cells
from grader.instructor.notebooks.source_notebook import as_text, stub_source


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


def resolve_notebook_pieces(
    own: Mapping[str, str], submitted: Path, gone: frozenset[str] = frozenset()
) -> tuple[dict[str, str], list[str]]:
    """Return the texts that judging `own` takes, by "partNN_topic.NAME", and the names of those that are borrowed.

    `own` maps a notebook's exercises to their texts, which are never replaced. Other pieces come from the student's
    notebooks below `submitted`, where something is written there that uses none of the names `gone`, which the course
    does not have any more; else they are borrowed from the solutions.
    """
    files = {registry.key(name): text for name, text in own.items()}
    pieces = _pieces_of_others(own)
    written = {name: text for name, text in _written_texts(pieces, submitted).items() if not used(text, gone)}
    for name in pieces:
        files[registry.key(name)] = written[name] if name in written else solution_text(name)
    return files, [name for name in pieces if name not in written]


def _pieces_of_others(own: Iterable[str]) -> list[str]:
    """Return what the exercises are built on and that is not among them, in the order of the ladder."""
    pieces = {piece for name in own for piece in prerequisites(name)} - set(own)
    return [name for name in registry.all_names() if name in pieces]


def _written_texts(names: Iterable[str], submitted: Path) -> dict[str, str]:
    """Return the student's texts of exercises in whichever notebooks they stand; none that is missing or a stub."""
    stubs = {name: stub_source(name) for name in names}
    found: dict[str, str] = {}
    for path in sorted(submitted.glob("*/*.ipynb")) if stubs else ():
        for name, source in _sources(path, stubs).items():
            text = as_text(source)
            if name not in found and text.strip() and text != as_text(stubs[name]):
                found[name] = text
    return found


def _sources(path: Path, stubs: Mapping[str, str]) -> dict[str, str]:
    """Return the sources of a notebook's solution cells; none of a notebook that cannot be read."""
    try:
        return answers(read_cells(path), dict(stubs))[0]
    except NotGraded:
        return {}
