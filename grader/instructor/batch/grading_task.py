"""What one process of a pool does: judge the outstanding exercises of one submission, and put each into a record.

A record is plain data (it goes through pickle, JSON and SQLite), names no student, and never holds the seed.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from grader.errors import GraderError
from grader.instructor.batch.verdict_keys import fingerprint
from grader.instructor.results import moment
from grader.judge.check import CONTRACT_KINDS
from grader.judge.sandbox.bubblewrap import SandboxUnavailable
from grader.judge.sandbox.grade_files import ExerciseOutcome
from grader.judge.verdict import Verdict

MARK = "grader.judge.sandbox.grade_files:grade_next_files"
"""What judges: a function `mark(files, names, seed, *, sandboxed)`, by name, since it is called in another process."""

MOST_PRINTED = 2_000
"""Characters kept of what an answer printed."""

_one_at_a_time = threading.Lock()
"""The judge has its process to itself; an executor of threads (a Dask worker with several) waits here."""


@dataclass(frozen=True)
class GradingTask:
    """One submission's work: its files, and the exercises to judge.

    `number` is its place in the class, by which the asker knows it; `fingerprint` is the asker's, which
    must be that of who judges ("" is not compared).
    """

    number: int
    files: Mapping[str, str]
    names: tuple[str, ...]
    seed: int
    sandboxed: bool
    fingerprint: str
    mark: str = MARK


def run_task(unit: GradingTask) -> dict[str, dict[str, Any]]:
    """Return a record for each exercise of the unit; an error of the grader is one without points.

    Raises NoSandbox where this machine can judge nobody, and nothing on account of a submission.
    """
    try:
        if unit.fingerprint and unit.fingerprint != fingerprint():
            raise GraderError(
                "its process has another version of the course, Python or NumPy than the one that asks: "
                "install the same, and change nothing while a class is graded"
            )
        module, _, name = unit.mark.partition(":")
        mark = getattr(importlib.import_module(module), name)
        with _one_at_a_time:
            outcomes = mark(unit.files, unit.names, unit.seed, sandboxed=unit.sandboxed)
    except SandboxUnavailable:
        raise
    except GraderError as trouble:
        return {name: error_record(str(trouble)) for name in unit.names}
    except Exception as trouble:
        return {name: error_record(f"{type(trouble).__name__}: {trouble}") for name in unit.names}
    return {name: record(outcomes.get(name)) for name in unit.names}


def error_record(reason: str) -> dict[str, Any]:
    """Return the record of an exercise on which the grader failed."""
    return {"state": "error", "reason": reason}


def record(outcome: ExerciseOutcome | None) -> dict[str, Any]:
    """Return the record of an outcome, or of there being none."""
    if outcome is None or outcome.verdict is None:
        return error_record(outcome.trouble if outcome else "the judge gave no outcome")
    verdict = outcome.verdict
    if verdict.passed and verdict.controls is None:
        return error_record("the known mistakes were not put to the checks, so the verdict cannot be trusted")
    return {
        "state": verdict.state,
        "points": verdict.points,
        "reason": verdict.unwritten or _contract(verdict),
        "sha256": verdict.sha256,
        "checks": {"right": sum(finding.passed for _, finding in verdict.results), "of": len(verdict.results)},
        "failures": [
            {"check": check.name, "kind": check.kind, "of": check.of, "message": finding.message}
            for check, finding in verdict.failures
            if check.kind not in CONTRACT_KINDS
        ],
        "by_hand": verdict.underived,
        "diagnosis": verdict.diagnosis and asdict(verdict.diagnosis),
        "advice": [*verdict.advice],
        "controls": verdict.controls and {"refused": verdict.controls.refused, "total": verdict.controls.total},
        "printed": verdict.printed[:MOST_PRINTED],
        "seconds": round(verdict.seconds, 4),
        "judged": moment(),
    }


def _contract(verdict: Verdict) -> str:
    """Return why there is nothing to compare, or ""."""
    return next((f.message for c, f in verdict.failures if c.kind in CONTRACT_KINDS), "")
