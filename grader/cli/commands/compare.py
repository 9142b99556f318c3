"""`grader compare`: the student's answer beside the solution, in numbers and in time, and the solution's code."""

from __future__ import annotations

import math
import time
from json import dumps

import numpy as np

from grader.cli.quality_lines import show_quality
from grader.cli.table import print_table
from grader.cli.terminal import relative_path, say
from grader.course import registry
from grader.course.spec import Case
from grader.judge.evaluation import Evaluation
from grader.judge.ladder import Ladder
from grader.judge.submission import load_local
from grader.judge.verdict_json import verdict_json
from grader.lab.quality.quality_report import quality_report
from grader.paths import exercises, solutions
from grader.runner.limits import ANSWER_SECONDS
from grader.runner.tree import Tree

ROUNDS = 30
"""Timed calls of each answer."""


def compare_(name: str, *, spoil: bool = False, json: bool = False) -> int:
    """Hold your answer beside the solution: outputs, gradients, time and memory; the code once yours passes.

    Parameters
    ----------
    name
        The exercise.
    spoil
        Show the solution's code even where yours has not passed.
    json
        Print the verdict as JSON, with the measured figures and remarks as `quality`, and nothing else.
    """
    exercise = registry.entry(name)
    solution_tree = Tree(solutions("grader compare needs the solution"))
    mine = Evaluation(exercise, load_local(exercise, Tree(exercises()), ANSWER_SECONDS))
    solution = mine.for_submission(load_local(exercise, solution_tree, ANSWER_SECONDS))
    case = mine.ordinary
    sample = mine.sample(case) if spoil else mine.required(case, "compare")
    verdict = Ladder(exercises()).judge(name)
    passed = verdict.passed
    report = quality_report(mine, solution) if passed and exercise.is_op else None
    if json:
        print(dumps(verdict_json(verdict) | {"quality": report}, indent=2))
        return 0
    if not sample.value_problem:
        _show_numbers(mine, solution, case)
    if report:
        show_quality(report)
    elif not sample.value_problem:
        say(f"time: {_time_ratio(mine, solution, case):.2f} of the solution's (1 is as quick)")
        why = "memory and calls are measured of ops alone" if passed else "memory and calls come once it passes"
        say(f"Of {name} only the time is measured: {why}.", "dim")
    if passed or spoil:
        say(f"\n{relative_path(solution.submission.path)}", "bold")
        print(solution.submission.source.text)
    else:
        say("The solution's code is shown once yours passes, or with --spoil.", "dim")
    return 0


def _show_numbers(mine: Evaluation, solution: Evaluation, case: Case) -> None:
    """Print, of every output and gradient on one case, the largest absolute value in both and their difference."""
    ours, theirs, rows = mine.sample(case), solution.sample(case), []
    for prefix, got, wanted in (("", ours.outputs, theirs.outputs), ("gradient ", ours.gradients, theirs.gradients)):
        for name, true in wanted.items():
            yours = got[name]
            difference = f"{_max_abs(yours - true):.3g}" if yours.shape == true.shape else "other shape"
            sizes = f"{_max_abs(yours):.6g}", f"{_max_abs(true):.6g}"
            rows.append((prefix + name, str(true.shape), *sizes, difference))
    print_table((f"largest of, on: {case.label}", "shape", "yours", "solution", "difference"), rows)


def _max_abs(array: np.ndarray) -> float:
    return float(np.max(np.abs(array), initial=0))


def _time_ratio(mine: Evaluation, solution: Evaluation, case: Case) -> float:
    """Return the student's shortest time over the solution's, for one case; the two are called in turns."""
    shortest = [math.inf, math.inf]
    for _ in range(ROUNDS):
        for which, evaluation in enumerate((mine, solution)):
            inputs, upstream = evaluation.fresh_inputs(case), evaluation.instance(case).upstream
            start = time.perf_counter()
            evaluation.submission.ask(inputs, upstream)
            shortest[which] = min(shortest[which], time.perf_counter() - start)
    return shortest[0] / shortest[1]
