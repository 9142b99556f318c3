"""One array given for several arguments: each of them gets the gradient that it gets where they are copies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from grader.course.spec import Case, Exercise
from grader.judge import broken_promises
from grader.judge.check import Check, Kind, Target, TargetType
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.self_comparison import first_difference, named_arrays
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import ProblemKind
from grader.runner.memory_layouts import Arrangement
from reference.naming import flatten, replace

TARGET = Target(TargetType.PROMISE, "one array twice")


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check, where a case has arguments of one shape."""
    for case in exercise.cases if exercise.is_op else ():
        if case.ordinary and (names := _of_one_shape(case)):
            ask = partial(_ask, case=case, names=names)
            yield Check("one array for several arguments", Kind.CONTRACT, TARGET, ask, ordinary=False)
            return


def _of_one_shape(case: Case) -> list[str]:
    """Return the most arguments that are arrays of floats, with axes, and of one shape; [] where no two are."""
    shapes: dict[tuple[int, ...], list[str]] = {}
    for name, value in flatten(case.build(np.random.default_rng(0))):
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.ndim:
            shapes.setdefault(value.shape, []).append(name)
    most = max(shapes.values(), key=len, default=[])
    return most if len(most) > 1 else []


def _ask(evaluation: Evaluation, case: Case, names: list[str]) -> Finding:
    if evaluation.quick or evaluation.sample(case).value_problem:
        return Finding(True)  # told by the case's own checks; a mutant is asked what its mistake breaks
    given, upstream = evaluation.fresh_inputs(case), evaluation.instance(case).upstream
    one = dict(flatten(given))[names[0]]
    for name in names[1:]:
        given = replace(given, name, one.copy())
    copies = evaluation.submission.ask(given, upstream.copy())
    same = evaluation.submission.ask(given, upstream.copy(), arrangement=Arrangement(same=names))
    if same.value_problem and not copies.value_problem:
        where = f"{' and '.join(names)} are one and the same array"
        failed = broken_promises.fails_where(where, same.value_problem, ProblemKind.CALLS_DEPEND, case.label)
        return not_comparable(failed)
    different = first_difference(named_arrays(same), named_arrays(copies))
    if not different:
        return Finding(True)
    return not_comparable(broken_promises.one_array_twice(different[0], names, case.label))
