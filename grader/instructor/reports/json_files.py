"""JSON: everything about one student, and the same in the form that Gradescope reads."""

from __future__ import annotations

import json
from typing import Any

from grader.course import registry
from grader.instructor.results import ExerciseResult, ExerciseState, StudentResult
from grader.safe_text import plain


def student(result: StudentResult) -> str:
    """Return a student's JSON. Points are null where the grader has not decided."""
    fields = {
        "student": plain(result.student),
        "state": result.state,
        "total": result.total,
        "max_total": result.max_total,
        "late_penalty": result.late_penalty,
        "errors": result.errors,
        "notes": result.notes,
        "exercises": [] if result.unreadable else [_exercise(exercise) for exercise in result.exercises],
    }
    return json.dumps(fields, indent=1) + "\n"


def _exercise(exercise: ExerciseResult) -> dict[str, Any]:
    identity = {"exercise": exercise.name, "part": registry.part_of(exercise.name), "file": exercise.location}
    marks = {
        "state": exercise.state,
        "points": exercise.points,
        "max_points": exercise.max_points,
        "built_on_failed": [*exercise.failed_pieces],
    }
    kept_back = {*marks, "withheld", "failures"}
    told = {key: value for key, value in exercise.record.items() if key not in kept_back}
    return identity | marks | told | {"failures": exercise.failures}


def withheld(result: StudentResult) -> str:
    """Return as JSON what the instructor alone is told of a student's answers, "" where that is nothing."""
    exercises = {
        exercise.name: dict(exercise.withheld)
        for exercise in result.exercises
        if exercise.withheld.get("printed", "").strip() or exercise.withheld.get("messages")
    }
    if not exercises:
        return ""
    return json.dumps({"student": plain(result.student), "exercises": exercises}, indent=1) + "\n"


def gradescope(result: StudentResult) -> str:
    """Return Gradescope's results.json of a student who has a total.

    Source: gradescope-autograders.readthedocs.io, "Autograder Specifications", output format.
    """
    fields = {
        "score": result.total,
        "output": f"{result.total:g} of {result.max_total:g} points.{_late(result)}",
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(exercise) for exercise in result.exercises],
    }
    return json.dumps(fields, indent=1) + "\n"


def _late(result: StudentResult) -> str:
    if not result.late_penalty:
        return ""
    return f" {result.late_penalty:g} points are taken off, since it was handed in late."


def _test(exercise: ExerciseResult) -> dict[str, Any]:
    part = registry.part_of(exercise.name)
    return {
        "name": f"{exercise.name}: {exercise.state.label}",
        "number": f"{int(part[4:6])}.{registry.names(part).index(exercise.name) + 1}",
        "score": exercise.points,
        "max_score": exercise.max_points,
        "status": "passed" if exercise.state == ExerciseState.PASSED else "failed",
        "output": plain("\n".join(exercise.lines)),
        "tags": [part],
        "visibility": "visible",
    }
