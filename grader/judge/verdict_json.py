"""The JSON object of a verdict, of one schema whatever happened: docs/verdict_json.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.course import registry
from grader.errors import BadInput, ExitCode
from grader.judge.verdict import Verdict
from grader.judge.verdict_lines import no_verdict
from grader.paths import exercise_file


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict's object; `error` is null unless the controls failed, which makes it none."""
    failed = verdict.exit_code is ExitCode.GRADER_FAILED
    return verdict.as_json() | {"error": no_verdict(verdict) if failed else None}


def error_json(name: str, error: str, *, file: Path | None = None, seed: int | None = None) -> dict[str, Any]:
    """Return the object of an exercise, which need not exist, on which no verdict came; `error` says why in words."""
    points = 0.0
    try:
        exercise = registry.entry(name)
        points = exercise.points
        file = file or exercise_file(exercise.part, name)
    except (BadInput, OSError):
        pass  # there is no such exercise, no workspace, no current folder: that is the error, or no matter
    return Verdict(name, file or Path(), "", seed or 0, points).as_json() | {
        "file": str(file) if file else "",
        "error": error,
    }
