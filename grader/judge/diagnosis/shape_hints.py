"""What a wrong shape has to do with the right one: a sum or a transpose missing, keepdims, a Jacobian."""

from __future__ import annotations

import math

from grader.judge.diagnosis.array_matching import Named
from grader.judge.diagnosis.contract_hints import first_hint
from grader.judge.evaluation import Evaluation
from grader.judge.problem import Problem, ProblemKind
from grader.judge.sample import Sample

Shape = tuple[int, ...]


def hint_of_shapes(evaluation: Evaluation) -> Named | None:
    """Say what a wrong shape has to do with the right one."""
    return first_hint(evaluation, (_shape,))


def _shape(evaluation: Evaluation, problem: Problem) -> Named | None:
    """Say what two shapes have to do with each other."""
    if not isinstance(problem.got, tuple) or not isinstance(problem.wanted, tuple) or not _is_about_shapes(problem):
        return None
    return (
        _exchanged(evaluation, problem)
        or _of_gradient(evaluation, problem)
        or _relation(problem.target or "it", problem.got, problem.wanted)
    )


def _is_about_shapes(problem: Problem) -> bool:
    failed = problem.kind is ProblemKind.CALL_FAILED and problem.error and "got" in problem.error.facts
    return problem.kind is ProblemKind.WRONG_SHAPE or bool(failed)


def _exchanged(evaluation: Evaluation, problem: Problem) -> Named | None:
    """Two gradients that have each other's shape."""
    if problem.got == problem.wanted or not problem.in_backward:
        return None
    for case in evaluation.exercise.cases:
        problems = evaluation.sample(case).gradient_problems
        if problem in problems.values():
            for other in problems.values():
                if (other.got, other.wanted) == (problem.wanted, problem.got):
                    return "keys-swapped", (
                        f"{problem.target} has the shape of {other.target}, and the other way round: do they stand "
                        "under each other's key?"
                    )
    return None


def _of_gradient(evaluation: Evaluation, problem: Problem) -> Named | None:
    """A gradient that has the shape of a Jacobian, or still that of the output."""
    if not problem.in_backward or not problem.wanted:
        return None
    got, wanted, size = problem.got, problem.wanted, math.prod(problem.wanted)
    shapes = {sample.upstream.shape for sample in _samples(evaluation) if problem in sample.gradient_problems.values()}
    jacobians = [(*wanted, wanted[-1]), (size, size)] + [
        s for each in shapes for s in ((*wanted, *each), (*each, *wanted))
    ]
    if size > 1 and len(got) > 1 and got in jacobians and got not in shapes:
        return "jacobian", (
            f"{problem.target} has the shape of a Jacobian, {got}: a number for each pair of an output and an input. "
            "What is asked for is its product with the upstream gradient, of the input's shape."
        )
    if got in shapes and got[len(got) - len(wanted) :] != wanted and sorted(got) != sorted(wanted):
        return "shape-of-the-upstream", (
            f"{problem.target} has the shape of the upstream gradient, {got}: what was computed for each output has "
            "yet to find its way to the entries of the input."
        )
    return None


def _samples(evaluation: Evaluation) -> list[Sample]:
    return [
        evaluation.sample(case) for case in evaluation.exercise.cases if evaluation.sample(case).upstream is not None
    ]


def _relation(what: str, got: Shape, wanted: Shape) -> Named | None:
    subject = what[0].upper() + what[1:] if what.startswith(("the ", "it")) else what
    if len(got) > len(wanted) and got[len(got) - len(wanted) :] == wanted:
        return _left_over(what, subject, got[: len(got) - len(wanted)])
    if len(got) == len(wanted) and sorted(got) == sorted(wanted):
        return "axes-in-another-order", (
            f"{subject} has the right axes in another order. Write the letters of its formula over them, then "
            "transpose."
        )
    if len(got) == len(wanted) and (found := _one_axis(subject, got, wanted)):
        return found
    if got and math.prod(got) == math.prod(wanted):
        return "reshape-missing", f"{subject} has as many numbers as wanted; its axes are still joined or split."
    if len(got) < len(wanted):
        return (
            "axis-lost",
            f"{subject} has {_axes(got)} and should have {_axes(wanted)}: one was summed that should stay.",
        )
    return None


def _left_over(what: str, subject: str, lead: Shape) -> Named | None:
    """There are axes too many in front: of length 1, or of what a gradient is the sum over."""
    if math.prod(lead) == 1:
        return "keepdims", (
            f"{subject} has an axis of length 1 too many in front: keepdims=True leaves one behind, and so does an "
            "index of None."
        )
    if not what.startswith("the gradient"):
        return None
    return "sum-missing", (
        f"Axes of length {_by(lead)} are left over in front of {what}. Every item along them uses the same "
        "numbers, so their gradients add up: sum over these axes."
    )


def _one_axis(subject: str, got: Shape, wanted: Shape) -> Named | None:
    """Some lengths differ: they are 1 in one of the two shapes, or one of them is off by one."""
    pairs = [(a, b) for a, b in zip(got, wanted, strict=True) if a != b]
    if all(b == 1 for _, b in pairs):
        return "axis-of-size-1", (
            f"{subject} should have length 1 along an axis where it has {_by(got)}: where an input has length 1 it was "
            "repeated, and what reaches it is summed there, with keepdims=True."
        )
    if all(a == 1 for a, _ in pairs):
        return "axis-summed", (
            f"{subject} has length 1 along an axis where it should have {_by(wanted)}: that axis was summed, or only "
            "one place of it was taken."
        )
    if len(pairs) == 1 and abs(pairs[0][0] - pairs[0][1]) == 1:
        more = "more" if pairs[0][0] > pairs[0][1] else "fewer"
        return "off-by-one", f"{subject} has one place {more} along an axis than it should: {got} for {wanted}."
    return None


def _axes(shape: Shape) -> str:
    return "1 axis" if len(shape) == 1 else f"{len(shape) or 'no'} axes"


def _by(lengths: Shape) -> str:
    return " × ".join(map(str, lengths))
