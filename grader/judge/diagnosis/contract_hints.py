"""What helps against a problem with an answer's form: a shape, a name or a method that is not as the stub has it."""

from __future__ import annotations

import ast
import difflib
import math
import re

from grader.errors import BadInput
from grader.judge.evaluation import Evaluation
from grader.judge.problem import Problem, ProblemKind
from grader.runner.source import Source

Named = tuple[str, str]
Shape = tuple[int, ...]

NOT_CALLABLE = re.compile(r"'(\w+)' object is not callable")
WRONG_CALL = re.compile(r"(?P<function>[\w.]+)\(\) (?:got an unexpected|takes|missing)")
"""CPython's words for two sorts of TypeError, of which the exception itself holds no fields."""


def contract_hint(evaluation: Evaluation, problem: Problem) -> Named | None:
    """Return what helps against a broken contract, as (name, sentence), or None."""
    ways = (_shape, _missing_name, _not_a_tensor, _not_callable, _signature)
    return next((hint for way in ways if (hint := way(evaluation, problem))), None)


def _shape(evaluation: Evaluation, problem: Problem) -> Named | None:
    """Say what two shapes have to do with each other."""
    if not isinstance(problem.got, tuple) or not isinstance(problem.wanted, tuple) or not _is_about_shapes(problem):
        return None
    return _relation(problem.target or "it", problem.got, problem.wanted)


def _is_about_shapes(problem: Problem) -> bool:
    failed = problem.kind is ProblemKind.CALL_FAILED and problem.error and "got" in problem.error.facts
    return problem.kind is ProblemKind.WRONG_SHAPE or bool(failed)


def _relation(what: str, got: Shape, wanted: Shape) -> Named | None:
    subject = what[0].upper() + what[1:] if what.startswith(("the ", "it")) else what
    if len(got) > len(wanted) and got[len(got) - len(wanted) :] == wanted:
        left = _by(got[: len(got) - len(wanted)])
        return "sum-missing", (
            f"Axes of length {left} are left over in front of {what}. Every item along them uses the same numbers, so "
            "their gradients add up: sum over these axes."
        )
    if len(got) == len(wanted) and sorted(got) == sorted(wanted):
        return "axes-in-another-order", (
            f"{subject} has the right axes in another order. Write the letters of its formula over them, then "
            "transpose."
        )
    if len(got) == len(wanted) and all(a == b or 1 in (a, b) for a, b in zip(got, wanted, strict=True)):
        return "axis-of-size-1", (
            f"Where {what} should have {_by(wanted)} it has {_by(got)}: an axis was copied or summed that "
            "should not have been, or keepdims is the wrong way."
        )
    if got and math.prod(got) == math.prod(wanted):
        return "reshape-missing", f"{subject} has as many numbers as wanted; its axes are still joined or split."
    if len(got) < len(wanted):
        lost = f"{subject} has {len(got)} axes where {len(wanted)} are wanted: one was summed that should stay."
        return "axis-lost", lost
    return None


def _by(lengths: Shape) -> str:
    return " × ".join(map(str, lengths))


def _missing_name(evaluation: Evaluation, problem: Problem) -> Named | None:
    """Name what the class has in the place of an attribute or a method that it lacks."""
    error = problem.error
    if not error or not error.attribute or error.owner in ("", "NoneType", "ndarray", "module"):
        return None
    own = _names_of(evaluation.submission.source, error.owner)
    near = difflib.get_close_matches(error.attribute, own, n=2, cutoff=0.4)
    meant = f" Is it {' or '.join(near)} that should be called so?" if near else ""
    has = f" Yours has {', '.join(sorted(own)[:8])}." if own else ""
    return "missing-name", (
        f"{error.attribute} is asked of {error.owner} by that very name: an attribute set in __init__, or a method."
        f"{has}{meant} `grader reset {evaluation.exercise.name}` shows the stub and keeps your text beside it."
    )


def _names_of(source: Source, owner: str) -> set[str]:
    """Return the methods of a class and what it sets on self."""
    try:
        nodes = [*ast.walk(source.syntax)]
    except BadInput:
        return set()
    classes = [n for n in nodes if isinstance(n, ast.ClassDef) and n.name == owner]
    inside = [node for each in classes for node in ast.walk(each)]
    methods = {n.name for n in inside if isinstance(n, ast.FunctionDef)}
    on_self = (n for n in inside if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store))
    names = methods | {n.attr for n in on_self if isinstance(n.value, ast.Name) and n.value.id == "self"}
    return {name for name in names if not name.startswith("_")}


def _not_a_tensor(evaluation: Evaluation, problem: Problem) -> Named | None:
    if not problem.error or problem.error.facts.get("wanted") != "Tensor":
        return None
    return "not-a-tensor", (
        "A layer takes and returns Tensors, so that the gradient finds its way back. Let `apply(op, x, self.W)` or an "
        "operator of Tensor make the result; what is computed from `.data` has no way back."
    )


def _type_error(problem: Problem, words: re.Pattern) -> re.Match | None:
    if not problem.error or problem.error.exception != "TypeError":
        return None
    return words.match(problem.error.message)


def _not_callable(evaluation: Evaluation, problem: Problem) -> Named | None:
    found = _type_error(problem, NOT_CALLABLE)
    if not found or found[1] not in (evaluation.exercise.name, "Layer"):
        return None
    return "not-callable", (
        f"A layer is called like a function. `class {found[1]}(Module)` inherits that from your Module, whose __call__ "
        "calls forward; without (Module) it has no __call__."
    )


def _signature(evaluation: Evaluation, problem: Problem) -> Named | None:
    found = _type_error(problem, WRONG_CALL)
    if not found:
        return None
    return "other-arguments", (
        f"{found['function']} is called as the stub declares it. Keep the names and defaults of its arguments, also "
        f"those that you do not use; `grader reset {evaluation.exercise.name}` shows the stub and keeps your text "
        "beside it."
    )
