"""Advice on an answer of the wrong form: a shape, a name or a method that is not as the stub has it."""

from __future__ import annotations

import ast
import difflib
import math
import re

from grader.errors import BadInput
from grader.judge.evaluation import Evaluation
from grader.runner.source import Source

Named = tuple[str, str]
SHAPES = re.compile(r"^(?P<what>.*?)\bhas shape \((?P<got>[\d, ]*)\)[;,] wanted \((?P<wanted>[\d, ]*)\)")
NO_NAME = re.compile(r"'(?P<owner>\w+)' (?:object )?has no attribute '(?P<name>\w+)'")


def contract_hint(evaluation: Evaluation, problem: str) -> Named | None:
    """Return what helps against a failure of the contract, as (name, sentence), or None."""
    ways = (_shape, _missing_name, _not_a_tensor, _not_callable, _signature)
    return next((found for way in ways if (found := way(evaluation, problem))), None)


def _shape(evaluation: Evaluation, problem: str) -> Named | None:
    """Say what two shapes have to do with each other."""
    if not (found := SHAPES.search(problem.removeprefix("it fails: ValueError: "))):
        return None
    got, wanted = (tuple(map(int, re.findall(r"\d+", found[key]))) for key in ("got", "wanted"))
    what = found["what"].strip() or "it"
    said = what[0].upper() + what[1:] if what.startswith(("the ", "it")) else what
    if len(got) > len(wanted) and got[len(got) - len(wanted) :] == wanted:
        left = _listed(got[: len(got) - len(wanted)])
        return "sum-missing", (
            f"Axes of length {left} are left over in front of {what}. Every item along them uses the same numbers, so "
            "their gradients add up: sum over these axes."
        )
    if len(got) == len(wanted) and sorted(got) == sorted(wanted):
        return "axes-in-another-order", (
            f"{said} has the right axes in another order. Write the letters of its formula over them, then transpose."
        )
    if len(got) == len(wanted) and all(a == b or 1 in (a, b) for a, b in zip(got, wanted, strict=True)):
        return "axis-of-size-1", (
            f"Where {what} should have {_listed(wanted)} it has {_listed(got)}: an axis was copied or summed that "
            "should not have been, or keepdims is the wrong way."
        )
    if got and math.prod(got) == math.prod(wanted):
        return "reshape-missing", f"{said} has as many numbers as wanted; its axes are still joined or split."
    if len(got) < len(wanted):
        return (
            "axis-lost",
            f"{said} has {len(got)} axes where {len(wanted)} are wanted: one was summed that should stay.",
        )
    return None


def _listed(lengths: tuple[int, ...]) -> str:
    return " × ".join(map(str, lengths))


def _missing_name(evaluation: Evaluation, problem: str) -> Named | None:
    """Name what the class has in the place of an attribute or a method that it lacks."""
    found = NO_NAME.search(problem)
    if not found or found["owner"] in ("NoneType", "ndarray", "module"):
        return None
    own = _names_of(evaluation.submission.source, found["owner"])
    near = difflib.get_close_matches(found["name"], own, n=2, cutoff=0.4)
    meant = f" Is it {' or '.join(near)} that should be called so?" if near else ""
    has = f" Yours has {', '.join(sorted(own)[:8])}." if own else ""
    return "missing-name", (
        f"{found['name']} is asked of {found['owner']} by that very name: an attribute set in __init__, or a method."
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
    found = methods | {n.attr for n in on_self if isinstance(n.value, ast.Name) and n.value.id == "self"}
    return {name for name in found if not name.startswith("_")}


def _not_a_tensor(evaluation: Evaluation, problem: str) -> Named | None:
    if "wanted a Tensor" not in problem:
        return None
    return "not-a-tensor", (
        "A layer takes and returns Tensors, so that the gradient finds its way back. Let `apply(op, x, self.W)` or an "
        "operator of Tensor make the result; what is computed from `.data` has no way back."
    )


def _not_callable(evaluation: Evaluation, problem: str) -> Named | None:
    found = re.search(r"TypeError: '(\w+)' object is not callable", problem)
    if not found or found[1] not in (evaluation.exercise.name, "Layer"):
        return None
    return "not-callable", (
        f"A layer is called like a function. `class {found[1]}(Module)` inherits that from your Module, whose __call__ "
        "calls forward; without (Module) it has no __call__."
    )


def _signature(evaluation: Evaluation, problem: str) -> Named | None:
    found = re.search(
        r"TypeError: (?P<where>[\w.]+)\(\) (?P<said>(?:got an unexpected|takes|missing)[^`]*?)(?: at |$)", problem
    )
    if not found:
        return None
    return "other-arguments", (
        f"{found['where']} is called as the stub declares it. Keep the names and defaults of its arguments, also those "
        f"that you do not use; `grader reset {evaluation.exercise.name}` shows the stub and keeps your text beside it."
    )
