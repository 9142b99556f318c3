"""The page that a student gets back: the points, and of each exercise how it came out and why."""

from __future__ import annotations

from grader.course import registry
from grader.instructor.reports.pages import by_part, number, render
from grader.instructor.results import ExerciseResult, ExerciseState, StudentResult


def as_html(result: StudentResult) -> str:
    """Return the page."""
    passed = sum(exercise.state == ExerciseState.PASSED for exercise in result.exercises)
    return render(
        "student.html.j2",
        title=f"{result.student}: GPT-2 by hand",
        result=result,
        passed=f"{passed} of {len(result.exercises)} exercises passed.",
        parts=by_part(result.exercises, lambda exercise: exercise.name),
        title_of=lambda name: registry.entry(name).title,
        points=_points,
        evidence=_evidence,
    )


def _points(exercise: ExerciseResult) -> str:
    if exercise.points is None:
        return "no points yet"
    return f"{number(exercise.points)} of {number(exercise.max_points)}"


def _evidence(exercise: ExerciseResult) -> str:
    """Return where the answer stood and what it was put to, as far as it was judged."""
    parts = [exercise.location] if exercise.location else []
    if checks := exercise.record.get("checks"):
        parts.append(f"{checks['right']} of {checks['of']} checks")
    if controls := exercise.record.get("controls"):
        parts.append(f"{controls['refused']} of {controls['total']} known mistakes refused")
    return " · ".join(parts)
