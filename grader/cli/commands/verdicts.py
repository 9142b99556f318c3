"""`grader verdicts`: the verdict on every exercise that is written, as files for a CI system to keep."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from grader.cli.standard_streams import print_error
from grader.cli.terminal import say
from grader.course import registry
from grader.course.stubs import stub
from grader.errors import BadInput, ExitCode, GraderError
from grader.files import write_atomically
from grader.judge.judge_file import RunnerKind, judge_file
from grader.judge.sandbox.sandbox_cache import SandboxCache
from grader.judge.sandbox.worker import require_sandbox
from grader.judge.verdict_json import error_json, verdict_json
from grader.paths import exercise_file, exercises
from grader.runner.tree import Tree

HOW = {
    RunnerKind.SANDBOX: "Feedback, not marks: judged in the sandbox as for marks, on inputs that are no secret.",
    RunnerKind.PLAIN_PROCESS: "Feedback, not marks: judged in a plain process, which hides nothing of this machine.",
    RunnerKind.LOCAL: "Feedback, not marks: judged in the grader's own process, where an answer can fake its verdict.",
}
"""What the summary says of what its verdicts are worth."""


def verdicts_(
    *,
    out: Path = Path("verdicts"),
    sandbox: Annotated[bool, Parameter(negative="")] = False,
    unsandboxed: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Judge every exercise that is written and not locked; write each verdict to a file, for a CI system to keep.

    The code runs in a sandbox where one can be had, else in a plain process; the summary says which. OUT gets NAME.json
    for each exercise (docs/verdict_json.md), and summary.md. Exit code 1: one that is written does not pass.

    Parameters
    ----------
    out
        The folder; verdicts of exercises that are not written any more are taken out of it.
    sandbox
        Refuse, with exit code 3, where no sandbox can be had.
    unsandboxed
        Judge in a plain process even where one can be had: for code that you trust.
    """
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file. Name a folder: grader verdicts --out DIR.")
    if sandbox and unsandboxed:
        raise BadInput("--sandbox and --unsandboxed contradict each other. Name one of them.")
    out.mkdir(parents=True, exist_ok=True)
    cache = SandboxCache()
    try:
        runner = _without_sandbox() if unsandboxed else _runner(cache, needed=sandbox)
        rows = _judge_all(out, runner, cache)
    finally:
        cache.close()
    summary = _summary(rows) + f"\n{HOW[runner]}\n"
    write_atomically(out / "summary.md", summary)
    say(summary)
    if page := os.environ.get("GITHUB_STEP_SUMMARY"):
        Path(page).write_text(summary, encoding="utf-8")
    return ExitCode.PASSED if all(row["passed"] for row in rows) else ExitCode.NOT_PASSED


def _runner(cache: SandboxCache, *, needed: bool) -> RunnerKind:
    """Start a sandbox for the cache. Raises GraderError where it is needed and none can be had."""
    try:
        require_sandbox()
        cache.give_back(cache.take())
    except GraderError as reason:
        if needed:
            raise
        print_error(f"No sandbox, so these verdicts are feedback and not marks. {reason}")
        return _without_sandbox()
    return RunnerKind.SANDBOX


def _without_sandbox() -> RunnerKind:
    return RunnerKind.PLAIN_PROCESS if sys.platform == "linux" else RunnerKind.LOCAL


def _judge_all(out: Path, runner: RunnerKind, cache: SandboxCache) -> list[dict[str, Any]]:
    """Judge in order what is written and not locked, and write each verdict; nothing that was kept before counts."""
    rows: dict[str, dict[str, Any]] = {}
    for name in registry.all_names():
        path = out / f"{name}.json"
        locked = any(other not in rows or not rows[other]["passed"] for other in registry.entry(name).requires)
        row = None if locked or _is_stub(name) else _verdict_json(name, runner, cache)
        if row is None:
            path.unlink(missing_ok=True)
            continue
        write_atomically(path, json.dumps(row, indent=2) + "\n")
        rows[name] = row
    return list(rows.values())


def _is_stub(name: str) -> bool:
    """Whether nothing was written: no process is started for that."""
    part = registry.part_of(name)
    try:
        return exercise_file(part, name).read_bytes() == stub(part, name).encode()
    except OSError:
        return False


def _verdict_json(name: str, runner: RunnerKind, cache: SandboxCache) -> dict[str, Any] | None:
    """Return the verdict on one exercise as its JSON object, None where the exercise is not written yet."""
    try:
        verdict = judge_file(registry.entry(name), Tree(exercises()), runner=runner, cache=cache)
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
