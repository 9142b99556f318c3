"""Memory layouts: the same numbers give the same answer wherever they lie, and nothing is written into them.

| inputs | upstream gradient | finds an answer that |
|---|---|---|
| transposed | every other entry, from the end | writes into the copy that reshape or ravel made |
| every other entry, from the end | transposed | takes its order in memory from an array that it was given |
| contiguous | one number, or one row, repeated by strides of 0 | works in the upstream gradient's memory |

All but the contiguous ones are read-only.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.course.spec import Case, Exercise
from grader.judge import broken_promises
from grader.judge.check import Check, Kind, Target, TargetType
from grader.judge.evaluation import Evaluation
from grader.judge.evidence.self_comparison import first_difference, named_arrays
from grader.judge.finding import Finding, not_comparable
from grader.judge.problem import Problem, ProblemKind
from grader.judge.sample import Sample
from grader.runner.memory_layouts import Arrangement, Layout, laid_out

TARGET = Target(TargetType.PROMISE, "memory layouts")

WORDS = {
    Layout.TRANSPOSED: "transposed in memory and read-only",
    Layout.STRIDED: "every other entry of a larger array, from its end, and read-only",
    Layout.REPEATED: "one number repeated by np.broadcast_to",
    Layout.ROW_REPEATED: "one row repeated by np.broadcast_to",
}
CROSSED = ((Layout.TRANSPOSED, Layout.STRIDED), (Layout.STRIDED, Layout.TRANSPOSED))


def checks(exercise: Exercise) -> Iterator[Check]:
    """One check of every op."""
    if exercise.is_op:
        name = "arrays in any order in memory, and read-only"
        yield Check(name, Kind.CONTRACT, TARGET, _ask, ordinary=False)


def _ask(evaluation: Evaluation) -> Finding:
    case = _of_many_axes(evaluation)
    if evaluation.quick or evaluation.sample(case).value_problem:
        return Finding(True)  # told by the case's own checks; a mutant is asked what its mistake breaks
    broken = _crossed(evaluation, case) or _repeated(evaluation, case)
    return not_comparable(broken) if broken else Finding(True)


def _of_many_axes(evaluation: Evaluation) -> Case:
    """Return the ordinary case, or another one where that one's output has fewer than two axes and the other's not."""
    cases = [evaluation.ordinary, *(case for case in evaluation.exercise.cases if case.ordinary)]
    return next((case for case in cases if evaluation.instance(case).upstream.ndim > 1), cases[0])


def _crossed(evaluation: Evaluation, case: Case) -> Problem | None:
    """Lay inputs and upstream gradient out in two ways; where an answer differs, find out which of them it is."""
    upstream, wanted = evaluation.instance(case).upstream, evaluation.sample(case)
    for inputs_layout, upstream_layout in CROSSED:
        both = Arrangement(inputs_layout, upstream_layout)
        if _broken(evaluation, case, upstream, both, wanted, "inputs and upstream gradient are not contiguous"):
            alone = Arrangement(upstream=upstream_layout)
            where = f"the upstream gradient is {WORDS[upstream_layout]}"
            if found := _broken(evaluation, case, upstream, alone, wanted, where):
                return found
            where = f"the inputs are {WORDS[inputs_layout]}"
            if found := _broken(evaluation, case, upstream, Arrangement(inputs_layout), wanted, where):
                return found
            where = f"the inputs are {WORDS[inputs_layout]}, the upstream gradient {WORDS[upstream_layout]}"
            return _broken(evaluation, case, upstream, both, wanted, where)
    return None


def _repeated(evaluation: Evaluation, case: Case) -> Problem | None:
    """Give an upstream gradient of equal entries or rows, as an array and as one that is repeated."""
    upstream = evaluation.instance(case).upstream
    for layout in (Layout.REPEATED, Layout.ROW_REPEATED) if upstream.ndim else ():
        same = np.array(laid_out(upstream, layout))
        wanted = evaluation.submission.ask(evaluation.fresh_inputs(case), same.copy())
        where = f"the upstream gradient is {WORDS[layout]}"
        if found := _broken(evaluation, case, same, Arrangement(upstream=layout), wanted, where):
            return found
    return None


def _broken(
    evaluation: Evaluation, case: Case, upstream: np.ndarray, arrangement: Arrangement, wanted: Sample, where: str
) -> Problem | None:
    """Return what is wrong with the answer where its arrays are arranged so, if anything."""
    got = evaluation.submission.ask(evaluation.fresh_inputs(case), upstream.copy(), arrangement=arrangement)
    if got.value_problem and not wanted.value_problem:
        return broken_promises.fails_where(where, got.value_problem, ProblemKind.LAYOUT_DEPENDS, case.label)
    different = first_difference(named_arrays(got), named_arrays(wanted))
    return broken_promises.depends_on_layout(different[0], where, case.label) if different else None
