"""What is done in a fork, and what is imported beforehand so that each fork has it at once."""

from __future__ import annotations

import contextlib
import gc
from functools import cache
from pathlib import Path

from threadpoolctl import threadpool_limits

from grader.cli.terminal import show_verdict
from grader.course import registry
from grader.course.registry import prerequisites
from grader.errors import BadInput
from grader.judge import controls
from grader.judge.fingerprint import fingerprint
from grader.judge.ladder import Ladder
from grader.judge.plan import plan
from grader.judge.verdict import ExitCode
from grader.paths import SOLUTIONS, exercise_file, exercises
from grader.runner.tree import compiled
from reference import oracles


def warm_up() -> None:
    """Import every entry, fingerprint the grader, and keep BLAS to one thread.

    Each fork would otherwise start BLAS's threads anew, which takes longer than the judge's small products.
    """
    threadpool_limits(1)
    for name in registry.all_names():
        registry.entry(name)
    fingerprint()
    gc.freeze()  # a collection in a fork would touch, and so copy, every page that it shares with this process


@cache
def prepare(name: str) -> None:
    """Read and compile what a verdict on this exercise takes from disk, once for all its forks; runs none of it."""
    exercise = registry.entry(name)
    plan(exercise)
    oracles.recorded_answer(exercise.part, name, "", "")
    with contextlib.suppress(ImportError):
        oracles.forward(exercise.part, name)
    if SOLUTIONS.is_dir():
        trees = [controls.mutant_tree(exercise, mistake) for mistake in exercise.mistakes]
        for source in (controls.solution(exercise.part, name), *(s for tree in trees for s in tree.replaced.values())):
            compiled(source)


def files(name: str) -> list[Path]:
    """Return the files that a verdict on the exercise depends on: its own, and those of all that it is built on."""
    return [exercise_file(registry.part_of(other), other) for other in prerequisites(name)]


def place() -> str | None:
    """Return the exercise where the student is; None where all pass."""
    return Ladder(exercises()).next_up()


def judged(name: str, seconds: float) -> bool:
    """Print the verdict on the student's file; return whether it passed."""
    ladder = Ladder(exercises())
    if missing := ladder.missing(name):
        raise BadInput(
            f"{name} is locked: it is built on {', '.join(missing)}, not passed yet. `grader check {missing[0]}` says "
            f"what is wrong there; {name} is judged again when you save it."
        )
    verdict = ladder.judge(name, seconds=seconds)
    show_verdict(verdict)
    return verdict.exit_code is ExitCode.PASSED


def hint(name: str) -> None:
    """Print the next hint."""
    from grader.cli.commands.hint import hint_

    hint_(name)


def listed() -> None:
    """Print the ladder."""
    from grader.cli.commands.list import list_

    list_()


def compared(name: str) -> None:
    """Print the student's numbers and time beside the solution's."""
    from grader.cli.commands.compare import compare_

    compare_(name)


def put_back(name: str) -> None:
    """Put the stub back."""
    from grader.cli.commands.reset import reset_

    reset_(name)
