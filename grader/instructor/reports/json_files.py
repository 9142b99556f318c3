"""JSON: everything about one student, and the same in the form that Gradescope reads."""

from __future__ import annotations

import json
from typing import Any

from grader.course import registry
from grader.instructor.results import WORDS, ExerciseResult, StudentResult
from grader.safe_text import plain


def student(result: StudentResult) -> str:
    """Return a student's JSON. Points are null where the grader has not decided."""
    lines = {
        "student": plain(result.student),
        "state": result.state,
        "total": result.total,
        "max_total": result.most,
        "errors": result.errors,
        "notes": result.notes,
        "exercises": [] if result.trouble else [_item(item) for item in result.items],
    }
    return json.dumps(lines, indent=1) + "\n"


def _item(item: ExerciseResult) -> dict[str, Any]:
    asked = {"exercise": item.name, "part": registry.part_of(item.name), "file": item.place}
    marks = {"state": item.state, "points": item.points, "max_points": item.most, "built_on_failed": [*item.unsound]}
    return asked | marks | {k: v for k, v in item.record.items() if k not in marks}


def gradescope(result: StudentResult) -> str | None:
    """Return Gradescope's results.json, or None where there is no total.

    Without the file Gradescope shows that the autograder failed; a file without a test's score would show a zero.
    Source: gradescope-autograders.readthedocs.io, "Autograder Specifications", output format.
    """
    if result.total is None:
        return None
    lines = {
        "score": result.total,
        "execution_time": round(sum(item.record.get("seconds", 0.0) for item in result.items)),
        "output": f"{result.total:g} of {result.most:g} points.",
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(item) for item in result.items],
    }
    return json.dumps(lines, indent=1) + "\n"


def _test(item: ExerciseResult) -> dict[str, Any]:
    part = registry.part_of(item.name)
    return {
        "name": f"{item.name}: {WORDS[item.state]}",
        "number": f"{int(part[4:6])}.{registry.names(part).index(item.name) + 1}",
        "score": item.points,
        "max_score": item.most,
        "status": "passed" if item.state == "passed" else "failed",
        "output": plain("\n".join(item.lines)),
        "tags": [part],
        "visibility": "visible",
    }
