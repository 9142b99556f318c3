"""The watcher's work on exercises: what its child processes run, and what it reads beforehand to make them quick."""

from __future__ import annotations

import contextlib
import gc
from functools import cache
from pathlib import Path

from threadpoolctl import threadpool_limits

from grader.cli.terminal import show_verdict
from grader.course import registry
from grader.course.registry import prerequisites
from grader.errors import BadInput, ExitCode
from grader.judge import controls
from grader.judge.fingerprint import fingerprint
from grader.judge.ladder import Ladder
from grader.judge.plan import plan
from grader.paths import SOLUTIONS, exercise_file, exercises
from grader.runner import platform
from grader.runner.tree import compiled
from reference import oracles


def preload_course() -> None:
    """Import every exercise's entry, fingerprint the grader, and keep BLAS to one thread; for processes to be forked.

    Each child process would otherwise start BLAS's threads anew, which takes longer than the judge's small products.
    """
    if not platform.CAN_FORK:
        return
    threadpool_limits(1)
    for name in registry.all_names():
        registry.entry(name)
    fingerprint()
    gc.freeze()  # a collection in a child would touch, and so copy, every page that it shares with this process


@cache
def preload_exercise(name: str) -> None:
    """Read and compile what a verdict on this exercise takes from disk; runs none of it."""
    if not platform.CAN_FORK:
        return
    exercise = registry.entry(name)
    plan(exercise)
    oracles.recorded_answer(exercise.part, name, "", "")
    with contextlib.suppress(ImportError):
        oracles.forward(exercise.part, name)
    if SOLUTIONS.is_dir():
        trees = [controls.mutant_tree(exercise, mistake) for mistake in exercise.mistakes]
        for source in (controls.solution(exercise.part, name), *(s for tree in trees for s in tree.replaced.values())):
            compiled(source)


def files_judged(name: str) -> list[Path]:
    """Return the files that a verdict on the exercise depends on: its own, and those of all that it is built on."""
    return [exercise_file(registry.part_of(other), other) for other in prerequisites(name)]


def find_next_exercise() -> str | None:
    """Return the first exercise that has not passed and is not locked; None where all pass. Runs students' code."""
    return Ladder(exercises()).next_up()


def check_exercise(name: str, seconds: float, by_keys: bool) -> bool:
    """Judge the student's file, print the verdict, and return whether it passed. Raises BadInput where it is locked.

    `by_keys` says what to do next by keys, where there is a keyboard.
    """
    ladder = Ladder(exercises())
    if missing := ladder.missing(name):
        raise BadInput(
            f"{name} is locked: it is built on {', '.join(missing)}, not passed yet. `grader check {missing[0]}` says "
            f"what is wrong there; {name} is judged again when you save it."
        )
    verdict = ladder.judge(name, seconds=seconds)
    show_verdict(verdict, by_keys=by_keys)
    return verdict.exit_code is ExitCode.PASSED
