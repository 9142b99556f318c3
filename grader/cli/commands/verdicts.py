"""`grader verdicts`: the verdict on every exercise that is written, as files for whoever collects them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from grader.cli.terminal import say
from grader.course import registry
from grader.errors import BadInput
from grader.judge.ladder import Ladder
from grader.paths import exercise_file, exercises


def verdicts_(*, out: Path = Path("verdicts")) -> int:
    """Judge every exercise that is written and not locked; write each verdict to a file, for a CI system to keep.

    OUT gets NAME.json for each, and summary.md. Exit code 1: one that is written does not pass.

    Parameters
    ----------
    out
        The folder; verdicts of exercises that are not written any more are taken out of it.
    """
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file. Name a folder: grader verdicts --out DIR.")
    out.mkdir(parents=True, exist_ok=True)
    ladder, rows = Ladder(exercises()), []
    for name in registry.all_names():
        path = out / f"{name}.json"
        told = None if ladder.missing(name) else _told(name, ladder)
        if told is None:
            path.unlink(missing_ok=True)
            continue
        path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
        rows.append(told)
    summary = _summary(rows)
    (out / "summary.md").write_text(summary, encoding="utf-8")
    say(summary)
    if page := os.environ.get("GITHUB_STEP_SUMMARY"):
        Path(page).write_text(summary, encoding="utf-8")
    return 0 if all(row["passed"] for row in rows) else 1


def _told(name: str, ladder: Ladder) -> dict[str, Any] | None:
    """Return the verdict on one exercise as JSON has it, or None where it is not written yet."""
    exercise = registry.entry(name)
    try:
        verdict = ladder.judge(name)
    except BadInput as trouble:
        path = exercise_file(exercise.part, name)
        return {"exercise": name, "file": str(path), "passed": False, "points": 0.0, "error": str(trouble)} | {
            "max_points": exercise.points
        }
    return None if verdict.not_written else verdict.as_json()


def _summary(rows: list[dict[str, Any]]) -> str:
    """Return a table in Markdown, and the sum of the points."""
    lines = ["| exercise | verdict | points | diagnosis |", "|---|---|---|---|"]
    for row in rows:
        found = (row.get("diagnosis") or {}).get("mistake") or row.get("error", "").replace("|", "/")
        verdict = "passed" if row["passed"] else "not passed"
        lines.append(f"| {row['exercise']} | {verdict} | {row['points']:g} of {row['max_points']:g} | {found} |")
    most = sum(registry.entry(name).points for name in registry.all_names())
    earned = sum(row["points"] for row in rows)
    passed = sum(row["passed"] for row in rows)
    lines += ["", f"{passed} of {len(registry.all_names())} exercises passed, {earned:g} of {most:g} points."]
    return "\n".join(lines) + "\n"
