"""Ask for a verdict: on an exercise's file in a tree, or on the student's own, once what it is built on has passed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

from grader.course.spec import Exercise
from grader.errors import BadInput
from grader.judge.judge import SECONDS, judge
from grader.judge.ladder import Ladder
from grader.judge.submission import load_local
from grader.judge.verdict import Verdict
from grader.paths import exercises
from grader.runner.tree import Tree

Ask = Callable[[Exercise, Tree, int | None], Verdict]
"""Judges an exercise's file in a tree, with a seed."""


def in_process(exercise: Exercise, tree: Tree, seed: int | None) -> Verdict:
    """Judge an exercise's file in this process. Raises BadInput where there is nothing to judge."""
    return judge(exercise, load_local(exercise, tree, SECONDS), seed or 0, live=live(seed))


def live(seed: int | None) -> bool:
    """Return whether PyTorch is asked live: where a seed draws other inputs than the recorded ones, and it is here."""
    return seed is not None and importlib.util.find_spec("torch") is not None


def judge_mine(exercise: Exercise, seed: int | None, ask: Ask = in_process) -> Verdict:
    """Judge the student's own file. Raises BadInput where what it is built on has not passed."""
    ladder = Ladder(exercises())
    if missing := ladder.missing(exercise.name):
        raise BadInput(
            f"{exercise.name} is locked: it is built on {', '.join(missing)}, not passed yet. "
            f"Next: grader check {missing[0]}"
        )
    verdict = ask(exercise, Tree(exercises()), seed)
    if not seed:
        ladder.remember(verdict)
    return verdict
