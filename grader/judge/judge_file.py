"""The entrance to a verdict: judge a file of a tree, by the runner that is asked for. Every front comes in here."""

from __future__ import annotations

import importlib.util
from enum import StrEnum
from typing import TYPE_CHECKING

from grader.course import registry
from grader.course.spec import Exercise
from grader.judge.judge import judge_submission
from grader.judge.submission import load_local
from grader.judge.verdict import Verdict
from grader.runner.limits import ANSWER_SECONDS
from grader.runner.source import Source, read
from grader.runner.tree import Tree

if TYPE_CHECKING:
    from grader.judge.sandbox.sandbox_cache import SandboxCache


class RunnerKind(StrEnum):
    """Where the student's code runs."""

    LOCAL = "local"
    """In this process: quick, on the student's own machine."""
    SANDBOX = "sandbox"
    """As for marks: in a process under bubblewrap, which has NumPy and SciPy and nothing else."""
    PLAIN_PROCESS = "plain process"
    """In a process that bounds time and memory and hides nothing, for code that is trusted."""


def judge_file(
    exercise: Exercise,
    tree: Tree,
    seed: int | None = None,
    *,
    runner: RunnerKind = RunnerKind.LOCAL,
    seconds: float = ANSWER_SECONDS,
    cache: SandboxCache | None = None,
) -> Verdict:
    """Return the verdict on the exercise's file in `tree`, whose other files it may import.

    A `seed` draws other inputs than the recorded ones; PyTorch is then asked live, where it is installed. `seconds` is
    the time that the answer's own code may take; `cache` lends a sandbox, and gets it back. Raises BadInput where there
    is nothing to judge, SandboxUnavailable where a sandbox is asked for and none can be had, GraderError where the
    grader is at fault.
    """
    live = asks_torch(seed)
    if runner is RunnerKind.LOCAL:
        return judge_submission(exercise, load_local(exercise, tree, seconds), seed or 0, live=live)
    from grader.judge.sandbox.worker import Worker, require_sandbox  # only marks and --sandbox need a worker

    if runner is RunnerKind.SANDBOX:
        require_sandbox()
    sandboxed = runner is RunnerKind.SANDBOX
    with Worker(_files(exercise, tree), sandboxed=sandboxed, seconds=seconds, cache=cache) as worker:
        submission = worker.submission(exercise)
        tree.loaded.update({key: worker.files[key] for key in worker.loaded_keys})
        return judge_submission(exercise, submission, seed or 0, live=live)


def asks_torch(seed: int | None) -> bool:
    """Return whether PyTorch is asked live: where a seed draws other inputs than the recorded ones, and it is here."""
    return seed is not None and importlib.util.find_spec("torch") is not None


def _files(exercise: Exercise, tree: Tree) -> dict[str, Source]:
    """Return the sources of an exercise and of all its prerequisites, as far as they are there."""
    keys = [registry.key(name) for name in registry.prerequisites(exercise.name)]
    paths = {key: tree.path(key) for key in keys if key not in tree.replaced}
    there = {key: path for key, path in paths.items() if key == exercise.key or path.is_file()}
    return {key: read(path) for key, path in there.items()} | tree.replaced
