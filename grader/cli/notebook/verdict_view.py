"""What a notebook shows of a verdict: its lines, where the student stands, what to do next, and the picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from grader.cli.notebook.progress import Progress
from grader.cli.notebook.verdict_html import render_verdict
from grader.cli.show.picture import Picture
from grader.cli.show.select_array import select_picture
from grader.cli.terminal import shorten_paths
from grader.course import registry
from grader.course.chapters import section_link
from grader.errors import BadInput, ExitCode, GraderError
from grader.judge.evaluation import Evaluation
from grader.judge.submission import load_local
from grader.judge.verdict import Verdict
from grader.judge.verdict_lines import Role, verdict_lines
from grader.paths import workspace
from grader.runner.limits import ANSWER_SECONDS
from grader.runner.tree import Tree


class VerdictView:
    """A verdict under its cell; IPython asks it for HTML and text at once."""

    def __init__(self, verdict: Verdict, tree: Tree, standing: Progress | None) -> None:
        """Take the verdict, the tree that it judged, and the student's progress: None for an instructor's own cells."""
        lines = verdict_lines(verdict, shorten=shorten_for_notebook)
        self.verdict, self.progress = verdict, standing
        self.lines = [line for line in lines if line.role is not Role.NEXT]
        self.next = next_step(verdict, standing)
        self.picture = _picture(verdict, tree)

    def __str__(self) -> str:
        """Return the text for a terminal."""
        top = [self.progress.text] if self.progress else []
        return "\n".join([*top, *(line.text for line in self.lines), f"  Next: {self.next}"])

    __repr__ = __str__

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}

    def html(self) -> str:
        """Return the verdict as HTML, all of a student's text escaped."""
        name = self.verdict.exercise
        chapter = section_link(registry.part_of(name), name)
        return render_verdict(self.lines, self.progress, chapter_link(chapter), self.next, self.picture)


def next_step(verdict: Verdict, standing: Progress | None) -> str:
    """Return what to do next, as cells do it."""
    name = verdict.exercise
    if verdict.exit_code is ExitCode.GRADER_FAILED:
        return "tell your instructor: this is a fault of the grader, not of your answer."
    if verdict.exit_code is ExitCode.PASSED:
        if not standing:
            return "the other cells."
        following = standing.next_up
        return f"{following}, {registry.entry(following).title}." if following else "every exercise passes."
    helps = f'; `hint("{name}")` helps' if registry.entry(name).hints else ""
    verb = "write it in" if verdict.not_written else "mend"
    return f"{verb} the cell `%%exercise {name}`, run it, and run this one again{helps}."


def chapter_link(chapter: str) -> tuple[str, str]:
    """Return a chapter's path in the workspace and its address from the notebook's folder; "" where it is not there."""
    path, _, anchor = chapter.partition("#")
    if not chapter or not (workspace() / path).is_file():
        return chapter, ""
    address = Path(os.path.relpath(workspace() / path)).as_posix()
    return chapter, f"{address}#{anchor}" if anchor else address


def shorten_for_notebook(message: str) -> str:
    """Make a message fit to show: paths are those in the workspace or in the current folder."""
    return shorten_paths(message.replace(f"{workspace()}{os.sep}", ""))


def _picture(verdict: Verdict, tree: Tree) -> Picture | None:
    """Return the picture of what is wrong, where a number is; an answer that does not end is not asked again."""
    measured = any(finding.max_abs is not None for _, finding in verdict.failures)
    if verdict.exit_code is not ExitCode.NOT_PASSED or verdict.not_written or not measured:
        return None
    exercise = registry.entry(verdict.exercise)
    try:
        picture = select_picture(
            Evaluation(exercise, load_local(exercise, tree, ANSWER_SECONDS), verdict.seed), None, None
        )
    except (BadInput, GraderError):
        return None
    return picture if picture.wrong else None
