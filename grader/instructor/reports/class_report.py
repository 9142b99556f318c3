"""The instructor's report, as a page and as Markdown: how each exercise came out, and the mistakes that were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from grader.instructor.reports.class_statistics import ClassStatistics
from grader.instructor.reports.pages import by_part, render
from grader.instructor.results import ExerciseState
from grader.safe_text import file_name

COLUMNS = ("passed", "not passed", "not written", "grader errors", "mean share")
"""Of the table of exercises. "Not written" counts what was not handed in too."""


@dataclass(frozen=True)
class _ExerciseRow:
    """One exercise's row: its cells under `COLUMNS`, and a bar's pieces as states with their percentage."""

    name: str
    cells: list[str]
    bar: list[tuple[ExerciseState, str]]

    @property
    def shares(self) -> str:
        """The bar in words."""
        return ", ".join(f"{state.label} {percent} %" for state, percent in self.bar) or "nobody"


def as_html(statistics: ClassStatistics) -> str:
    """Return the page; students' names lead to their own pages, in students/ next to it."""
    return render("class.html.j2", **_context(statistics))


def as_markdown(statistics: ClassStatistics) -> str:
    """Return the same as Markdown, without the bars and links."""
    return render("class.md.j2", **_context(statistics))


def _context(statistics: ClassStatistics) -> dict[str, Any]:
    rows = [_exercise_row(statistics, name) for name in statistics.names]
    return {
        "title": "GPT-2 by hand: the class",
        "statistics": statistics,
        "mistakes": statistics.mistakes(),
        "stuck": _stuck(statistics),
        "days": sorted(statistics.days.items()),
        "unexplained": _unexplained(statistics),
        "columns": COLUMNS,
        "parts": by_part(rows, lambda row: row.name),
        "page_of": lambda student: f"{quote(file_name(student))}.html",
    }


def _exercise_row(statistics: ClassStatistics, name: str) -> _ExerciseRow:
    states, share = statistics.states[name], statistics.mean_share(name)
    counts = (
        states[ExerciseState.PASSED],
        states[ExerciseState.FAILED],
        states[ExerciseState.NOT_WRITTEN] + states[ExerciseState.MISSING],
        states[ExerciseState.ERROR],
    )
    total = max(1, states.total())
    bar = [(state, f"{100 * states[state] / total:.1f}") for state in ExerciseState if states[state]]
    return _ExerciseRow(name, [*map(str, counts), "" if share is None else f"{share:.0%}"], bar)


def _stuck(statistics: ClassStatistics) -> str:
    """Say where the class is stuck, "" where it is nowhere."""
    at = statistics.stuck_at()
    if at is None:
        return ""
    before = f"; {at.passed_before} passed {at.before}, the exercise before" if at.before else ", the first exercise"
    return f"The class is stuck at {at.exercise}: {at.of - at.passed} of {at.of} have not passed it{before}."


def _unexplained(statistics: ClassStatistics) -> str:
    """Say how many wrong answers no known mistake explains."""
    count = statistics.unexplained.total()
    if not count:
        return "Every wrong answer is explained by a known mistake." if statistics.mistake_counts else ""
    exercises = ", ".join(f"{name} ({n})" for name, n in statistics.unexplained.most_common())
    return f"{count} wrong answers are explained by none of them: {exercises}."
