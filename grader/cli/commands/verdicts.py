"""`grader verdicts`: the verdict on every exercise that is written, as files for a CI system to keep."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from grader.cli.terminal import say
from grader.course import registry
from grader.errors import BadInput
from grader.files import write_atomically
from grader.judge.ladder import Ladder
from grader.judge.verdict_json import error_json, verdict_json
from grader.paths import exercises


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
        row = None if ladder.missing(name) else _verdict_json(name, ladder)
        if row is None:
            path.unlink(missing_ok=True)
            continue
        write_atomically(path, json.dumps(row, indent=2) + "\n")
        rows.append(row)
    summary = _summary(rows)
    write_atomically(out / "summary.md", summary)
    say(summary)
    if page := os.environ.get("GITHUB_STEP_SUMMARY"):
        Path(page).write_text(summary, encoding="utf-8")
    return 0 if all(row["passed"] for row in rows) else 1


def _verdict_json(name: str, ladder: Ladder) -> dict[str, Any] | None:
    """Return the verdict on one exercise as its JSON object, None where the exercise is not written yet."""
    try:
        verdict = ladder.judge(name)
    except BadInput as error:
        return error_json(name, str(error))
    return None if verdict.not_written else verdict_json(verdict)


def _summary(rows: list[dict[str, Any]]) -> str:
    """Return a table in Markdown, and the sum of the points."""
    lines = ["| exercise | verdict | points | diagnosis |", "|---|---|---|---|"]
    for row in rows:
        diagnosis = (row.get("diagnosis") or {}).get("mistake") or (row["error"] or "").replace("|", "/")
        verdict = "passed" if row["passed"] else "not passed"
        lines.append(f"| {row['exercise']} | {verdict} | {row['points']:g} of {row['max_points']:g} | {diagnosis} |")
    max_points = sum(registry.entry(name).points for name in registry.all_names())
    points = sum(row["points"] for row in rows)
    passed = sum(row["passed"] for row in rows)
    lines += ["", f"{passed} of {len(registry.all_names())} exercises passed, {points:g} of {max_points:g} points."]
    return "\n".join(lines) + "\n"
