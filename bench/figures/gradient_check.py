"""The judge's gradient check of every op, by finite differences, against torch.autograd.gradcheck on the same op.

The inputs are the exercise's ordinary case, so both see the same shapes and numbers. Ours calls the solution's forward
and backward as a verdict does, and gradcheck PyTorch's forward, as it comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

import numpy as np

from bench import models
from bench.figure import Figure, Goal, Work
from grader.course import registry
from grader.judge.evaluation import Evaluation
from grader.judge.plan import plan
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree
from reference import oracles
from reference.naming import flat_names, flatten, get, replace

CALLS = 5
"""Times that one op is checked in a round; the median counts, behind a first one that does not."""


def _ops() -> Iterator[registry.Exercise]:
    """Yield every op with a gradient to check."""
    for name in registry.all_names():
        exercise = registry.entry(name)
        if exercise.is_op and any(check.kind == "finite-difference" for check in plan(exercise)):
            yield exercise


def _timed(checks: dict[str, Callable[[], object]]) -> Work:
    def work() -> dict[str, float]:
        found = {}
        for name, check in checks.items():
            times = []
            for _ in range(CALLS + 1):
                start = time.perf_counter()
                check()
                times.append(time.perf_counter() - start)
            found[name] = median(times[1:])
        return found

    return work


def judge() -> Work:
    """Return our check: the answer is asked and every gradient of it is held against differences of its forward."""
    tree = Tree(SOLUTIONS)
    return _timed({exercise.name: _checked(Evaluation(exercise, load_local(exercise, tree))) for exercise in _ops()})


def _checked(instance: Evaluation) -> Callable[[], None]:
    case = instance.ordinary
    instance.instance(case)
    asked = [c for c in plan(instance.exercise) if c.kind == "finite-difference" and c.case == case.label]

    def check() -> None:
        evaluation = instance.for_submission(instance.submission)  # the same questions, nothing answered yet
        for one in asked:
            found = one.ask(evaluation)
            if not found.passed:
                raise AssertionError(found.message)

    return check


def gradcheck() -> Work:
    """Return torch.autograd.gradcheck on the oracle's forward."""
    models.need_torch()
    return _timed({exercise.name: _gradcheck(exercise) for exercise in _ops()})


def _gradcheck(exercise: registry.Exercise) -> Callable[[], object]:
    import torch

    forward = oracles.torch_forward(exercise.part, exercise.name)
    case = exercise.cases[min(1, len(exercise.cases) - 1)]
    inputs = case.build(exercise.rng(case, 0))
    names = flat_names(exercise.gradients, inputs)
    for flat, value in list(flatten(inputs)):
        if isinstance(value, np.ndarray):
            inputs = replace(inputs, flat, torch.tensor(value, requires_grad=flat in names))
    leaves = [get(inputs, name) for name in names]

    def function(*tensors: torch.Tensor) -> torch.Tensor:
        given = inputs
        for name, tensor in zip(names, tensors, strict=True):
            given = replace(given, name, tensor)
        return forward(*given.values())

    return lambda: torch.autograd.gradcheck(function, leaves)


FIGURE = Figure(
    title="gradient check of every op, the ordinary case",
    sides={"judge": judge, "gradcheck": gradcheck},
    goals=(Goal("judge", "gradcheck", 0.1),),
    untimed=0,
)
