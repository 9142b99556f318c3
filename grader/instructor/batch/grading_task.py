"""One submission's work for a worker process, and the records that it sends back.

A record is the plain data of one exercise's verdict (it goes through pickle, JSON and SQLite). It names no student and
never holds the seed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from grader.errors import GraderError
from grader.instructor.judge_task import JudgeTask, run_judge_task
from grader.instructor.results import ExerciseState, utc_now
from grader.instructor.returned import returned_verdict
from grader.judge.fingerprint import fingerprint
from grader.judge.grade_files import ExerciseOutcome
from grader.judge.sandbox.bubblewrap import SandboxUnavailable
from grader.judge.verdict import Verdict
from grader.runner.observation import ErrorKind

Judge = Callable[[JudgeTask], Mapping[str, ExerciseOutcome]]
"""A function of a module, since it is called in another process."""

Record = dict[str, Any]

PRINTED_LIMIT = 2_000
"""Characters kept of what an answer printed."""

LOOKED_AT = (ErrorKind.TIMEOUT, ErrorKind.PROCESS_ENDED, ErrorKind.EXIT)
"""How the calls of an honest answer seldom end."""

_judge_lock = threading.Lock()
"""The judge has its process to itself; tasks in several threads (of a Dask worker) take turns."""


@dataclass(frozen=True)
class GradingTask:
    """The exercises of one submission that have no verdict yet.

    `number` is the submission's place in the class. `fingerprint` is that of the process that made the task: a worker
    whose own differs refuses it ("" is not compared). `lent` are the keys of files that are not the student's.
    """

    number: int
    judge_task: JudgeTask
    fingerprint: str
    judge: Judge = run_judge_task
    lent: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """The exercises to judge."""
        return self.judge_task.names


def run_grading_task(task: GradingTask) -> dict[str, Record]:
    """Return a record for each exercise of the task. Whatever fails becomes a record of a grader error.

    Raises SandboxUnavailable, since a machine without a sandbox can judge nobody.
    """
    try:
        if task.fingerprint and task.fingerprint != fingerprint(by_content=True):
            raise GraderError(
                "its process has another version of the course, Python or NumPy than the one that asks: "
                "install the same, and change nothing while a class is graded"
            )
        with _judge_lock:
            outcomes = task.judge(task.judge_task)
    except SandboxUnavailable:
        raise
    except GraderError as error:
        return error_records(task, str(error))
    except Exception as error:
        return error_records(task, f"{type(error).__name__}: {error}")
    own = {key: text for key, text in task.judge_task.files.items() if key not in task.lent}
    return {name: record(outcomes.get(name), own) for name in task.names}


def error_record(reason: str) -> Record:
    """Return the record of an exercise on which the grader failed."""
    return {"state": ExerciseState.ERROR.value, "reason": reason}


def error_records(task: GradingTask, reason: str) -> dict[str, Record]:
    """Return a record of the same grader error for each exercise of a task."""
    return {name: error_record(reason) for name in task.names}


def record(outcome: ExerciseOutcome | None, files: Mapping[str, str]) -> Record:
    """Return the record of an outcome; None is an exercise for which the judge returned none.

    `files` are the submission's texts. What a student is not told is under "withheld", for the instructor.
    """
    if outcome is None or outcome.verdict is None:
        return error_record(outcome.trouble if outcome else "the judge gave no outcome")
    whole, verdict = outcome.verdict, returned_verdict(outcome.verdict, files)
    if verdict.passed and verdict.controls is None:
        return error_record("the known mistakes were not put to the checks, so the verdict cannot be trusted")
    return {
        "state": verdict.state,
        "points": verdict.points,
        "reason": verdict.not_written or _contract_failure(verdict),
        "sha256": verdict.sha256,
        "checks": {"right": sum(finding.passed for _, finding in verdict.results), "of": len(verdict.results)},
        "failures": [
            {"check": check.name, "kind": check.kind, "of": str(check.target), "message": finding.message}
            for check, finding in verdict.failures
            if not verdict.nothing_to_judge
        ],
        "by_hand": verdict.underived,
        "diagnosis": verdict.diagnosis and asdict(verdict.diagnosis),
        "advice": [*verdict.advice],
        "controls": verdict.controls and {"refused": verdict.controls.refused, "total": verdict.controls.total},
        "withheld": {
            "printed": whole.printed[:PRINTED_LIMIT],
            "messages": _withheld_messages(whole, verdict),
            "ended": _ended(whole),
            "seconds": round(whole.seconds, 4),
            "judged": utc_now(),
        },
    }


def _withheld_messages(whole: Verdict, returned: Verdict) -> list[str]:
    """Return what checks found, each once, where the student is told less."""
    pairs = zip(whole.results, returned.results, strict=True)
    messages = [found.message for (_, found), (_, told) in pairs if found.message != told.message]
    if whole.not_written != returned.not_written:
        messages.append(whole.not_written)
    return list(dict.fromkeys(messages))


def _ended(verdict: Verdict) -> list[str]:
    """Return how calls ended that ran out of time, ended the process or left it: what an instructor looks at."""
    errors = [finding.problem.error for _, finding in verdict.results if finding.problem and finding.problem.error]
    return sorted({error.kind.value for error in errors if error.kind in LOOKED_AT})


def _contract_failure(verdict: Verdict) -> str:
    """Return why there is nothing to compare, or ""."""
    return verdict.failures[0][1].message if verdict.nothing_to_judge and verdict.failures else ""
