"""One verdict on files of a tree, through a worker: what `grader check --sandbox` gives."""

from __future__ import annotations

from pathlib import Path

from grader.course import registry
from grader.course.spec import Exercise
from grader.judge.judge import judge
from grader.judge.ladder import prerequisites
from grader.judge.sandbox.bubblewrap import SandboxUnavailable, bubblewrap_path
from grader.judge.sandbox.worker import Worker
from grader.judge.verdict import Verdict
from grader.runner.source import Source, read
from grader.runner.tree import Tree


def verdict_of(exercise: Exercise, tree: Tree, seed: int, *, live: bool, sandboxed: bool) -> Verdict:
    """Judge the exercise's file in `tree` through a worker, which gets the tree's files that it is built on.

    Raises NoSandbox where a sandbox is asked for and none can be had, BadInput where there is nothing to judge.
    """
    if sandboxed:
        _require_sandbox()
    with Worker(_files(exercise, tree), sandboxed=sandboxed) as worker:
        submission = worker.submission(exercise)
        tree.loaded.update((key, worker.files[key]) for key in worker.open.loaded if key in worker.files)
        return judge(exercise, submission, seed, live=live)


def _require_sandbox() -> None:
    try:
        bubblewrap_path()
    except SandboxUnavailable as reason:
        raise SandboxUnavailable(
            f"{reason} `grader doctor` tests it. --unsandboxed judges in a plain process, which hides nothing of this "
            "machine from the code that it runs."
        ) from None


def _files(exercise: Exercise, tree: Tree) -> dict[str, Source]:
    """Return the sources of an exercise and of all that it is built on, as far as they are there."""
    keys = {name: registry.key(name) for name in prerequisites(exercise.name)}
    paths: dict[str, Path] = {key: tree.root / (key.replace(".", "/") + ".py") for key in keys.values()}
    own = keys[exercise.name]
    there = [key for key in paths if key not in tree.replaced and (key == own or paths[key].is_file())]
    return {key: read(paths[key]) for key in there} | tree.replaced
