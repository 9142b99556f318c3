"""What helps against a call that fails: a name, a type, a key or a method that is not as the stub has it."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Sequence

import numpy as np

from grader.errors import BadInput
from grader.judge.diagnosis.array_matching import Named, wrong_names
from grader.judge.diagnosis.numpy_names import REMOVED
from grader.judge.evaluation import Evaluation
from grader.judge.problem import Problem, ProblemKind
from grader.runner.source import Source

NUMPY_NAME = re.compile(r"\b(?:np|numpy)\.(\w+)")
MATRIX = re.compile(r"\b(?:np|numpy)\.(?:matrix|asmatrix|mat|bmat)\b")
NOT_CALLABLE = re.compile(r"'(\w+)' object is not callable")
WRONG_CALL = re.compile(r"(?P<function>[\w.]+)\(\) (?:got an unexpected|takes|missing)")
"""CPython's words for two sorts of TypeError, of which the exception itself holds no fields."""


Way = Callable[[Evaluation, Problem], Named | None]


def hint_of_calls(evaluation: Evaluation) -> Named | None:
    """Say what helps against a call that fails for a name, a type or a key that is not as the stub has it."""
    ways = (_numpy_name, _matrix, _keys, _missing_name, _not_a_tensor, _not_callable, _signature)
    return first_hint(evaluation, ways)


def first_hint(evaluation: Evaluation, ways: Sequence[Way]) -> Named | None:
    """Return what helps on the ordinary cases, if one fails there; and in which of them, if it is not in all."""
    for ordinary in (True, False):
        cases = [case for case in evaluation.exercise.cases if case.ordinary is ordinary]
        problems = {case.label: p for case in cases if (p := evaluation.sample(case).value_problem)}
        hints = {
            label: next((hint for way in ways if (hint := way(evaluation, problem))), None)
            for label, problem in problems.items()
        }
        first = next(iter(hints.values()), None)
        if first:
            alike = [label for label, hint in hints.items() if hint and hint[0] == first[0]]
            failing = [case for case in cases if case.label in problems or wrong_names(evaluation, case)]
            only = f" (Only in these cases: {', '.join(alike)}.)" if len(alike) < len(failing) else ""
            return first[0], first[1] + only
        if problems:
            return None
    return None


def _numpy_name(evaluation: Evaluation, problem: Problem) -> Named | None:
    """A name that NumPy no longer has."""
    error = problem.error
    if not error or error.exception != "AttributeError" or error.owner not in ("", "module"):
        return None
    # Of a name that NumPy took out itself the error has neither owner nor name; the line that failed has it.
    found = [error.attribute] if error.attribute else [name[1] for name in NUMPY_NAME.finditer(error.code)]
    gone = next((name for name in found if name in REMOVED and not hasattr(np, name)), "")
    if not gone:
        return None
    return "removed-from-numpy", (
        f"This NumPy ({np.__version__}) has no np.{gone}; what you read was written for an older one. "
        f"Write {REMOVED[gone]}."
    )


def _keys(evaluation: Evaluation, problem: Problem) -> Named | None:
    """A backward's dict with other keys than asked for."""
    if problem.kind is not ProblemKind.WRONG_KEYS or not problem.got:
        return None
    first = problem.got[0]
    return "wrong-keys", (
        f"backward returns a dict whose keys are the names of the arguments: {first!r} and not 'd{first}', "
        f"for {', '.join(evaluation.exercise.gradients)}."
    )


def _matrix(evaluation: Evaluation, problem: Problem) -> Named | None:
    """An np.matrix keeps two axes whatever is done to it, and * is its matrix product."""
    found = MATRIX.search(evaluation.submission.source.text)
    if not found or problem.kind not in (ProblemKind.WRONG_SHAPE, ProblemKind.WRONG_TYPE, ProblemKind.CALL_FAILED):
        return None
    return "np-matrix", (
        f"{found[0]} makes a matrix that keeps two axes whatever is done to it, and whose * is the matrix product. "
        "Use np.array, with @ for the product."
    )


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
