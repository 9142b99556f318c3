"""The one way from this room to the judge: a submission's files and the exercises to judge, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grader.judge.grade_files import ExerciseOutcome, grade_files
from grader.judge.own_test_cell import TestCell, TestOutcome, run_test_cells
from grader.judge.sandbox.sandbox_cache import process_cache


@dataclass(frozen=True)
class JudgeTask:
    """What to judge of one submission. It goes through pickle, and equal tasks have equal outcomes.

    `files` maps "partNN_topic.NAME" to a text; `names` are the exercises to judge, in that order.
    """

    files: Mapping[str, str]
    names: tuple[str, ...]
    seed: int
    sandboxed: bool = True


def run_judge_task(task: JudgeTask, *, reuse_sandbox: bool = True) -> dict[str, ExerciseOutcome]:
    """Judge a submission in this process; return the outcome of each exercise.

    `reuse_sandbox` keeps the sandbox for this process's next task. Raises SandboxUnavailable where none can be had.
    """
    cache = process_cache() if reuse_sandbox else None
    return grade_files(task.files, task.names, task.seed, sandboxed=task.sandboxed, cache=cache)


def run_own_tests(
    tests: Iterable[TestCell], files: Mapping[str, str], *, sandboxed: bool = True, reuse_sandbox: bool = True
) -> dict[str, TestOutcome]:
    """Run an instructor's own test cells in the sandbox; return their outcomes by grade_id.

    Raises SandboxUnavailable where none can be had.
    """
    cache = process_cache() if reuse_sandbox else None
    return run_test_cells(tests, files, sandboxed=sandboxed, cache=cache)
