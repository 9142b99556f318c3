"""`grader compare`: the student's answer beside the reference solution, in numbers and in time."""

from __future__ import annotations

import time

import numpy as np
from rich.table import Table

from grader.cli.terminal import console, relative_path, say
from grader.course import registry
from grader.course.spec import Case
from grader.judge.evaluation import Evaluation
from grader.judge.ladder import Ladder
from grader.judge.submission import load_local
from grader.paths import exercises, solutions
from grader.runner.limits import ANSWER_SECONDS
from grader.runner.tree import Tree

ROUNDS = 30


def compare_(name: str, *, spoil: bool = False) -> int:
    """Hold your answer beside the solution: outputs, gradients, time; the code once yours passes.

    Parameters
    ----------
    name
        The exercise.
    spoil
        Show the solution's code even where yours has not passed.
    """
    exercise = registry.entry(name)
    theirs = Tree(solutions("grader compare needs the solution"))
    mine = Evaluation(exercise, load_local(exercise, Tree(exercises()), ANSWER_SECONDS))
    solution = mine.for_submission(load_local(exercise, theirs, ANSWER_SECONDS))
    case = mine.ordinary
    sample = mine.sample(case) if spoil else mine.required(case, "compare")
    if not sample.problem:
        console().print(_numbers(mine, solution, case))
        say(f"time: {_ratio(mine, solution, case):.2f} of the solution's (1 is as quick)")
    passed = Ladder(exercises()).judge(name).passed
    if passed or spoil:
        say(f"\n{relative_path(solution.submission.path)}", "bold")
        print(solution.submission.source.text)
    else:
        say("The solution's code is shown once yours passes, or with --spoil.", "dim")
    return 0


def _numbers(mine: Evaluation, solution: Evaluation, case: Case) -> Table:
    """Tabulate the size and the largest difference of every output and gradient on one case."""
    table = Table(f"largest of, on: {case.label}", "shape", "yours", "solution", "difference", box=None)
    ours, theirs = mine.sample(case), solution.sample(case)
    for label, which in (("", "outputs"), ("gradient ", "gradients")):
        for name, wanted in getattr(theirs, which).items():
            got = getattr(ours, which)[name]
            off = f"{np.max(np.abs(got - wanted), initial=0):.3g}" if got.shape == wanted.shape else "other shape"
            sizes = [f"{np.max(np.abs(array), initial=0):.6g}" for array in (got, wanted)]
            table.add_row(label + name, str(wanted.shape), *sizes, off)
    return table


def _ratio(mine: Evaluation, solution: Evaluation, case: Case) -> float:
    """Return the ratio of the best times of the two answers, taken in turns on one case."""
    times: dict[int, list[float]] = {0: [], 1: []}
    for _ in range(ROUNDS):
        for which, evaluation in enumerate((mine, solution)):
            inputs, upstream = evaluation.fresh_inputs(case), evaluation.instance(case).upstream
            start = time.perf_counter()
            evaluation.submission.ask(inputs, upstream)
            times[which].append(time.perf_counter() - start)
    return min(times[0]) / min(times[1])
