"""A check is one question put to an answer, known by name, kind and target before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from grader.judge.evaluation import Evaluation
from grader.judge.finding import Finding


class Kind(StrEnum):
    """A kind of evidence; verdicts and records name it by its value."""

    CONTRACT = "contract"
    FORWARD = "forward"
    FINITE_DIFFERENCE = "finite-difference"
    ORACLE = "oracle"
    IDENTITY = "identity"
    ROBUSTNESS = "robustness"
    METHOD = "method"
    BY_HAND = "by-hand"
    FORMULA = "formula"


DERIVE_KINDS = (Kind.BY_HAND, Kind.FORMULA)
"""Kinds of the derive gate: they earn their own points and never decide whether an exercise passes."""


class TargetType(StrEnum):
    """What of an answer a check is about."""

    OUTPUT = "output"
    GRADIENT = "gradient"
    ALL_OUTPUTS = "all outputs"
    ALL_GRADIENTS = "all gradients"
    PROMISE = "promise"
    """Beside the values: purity, repeated calls, prints."""
    DERIVATION = "derivation"


@dataclass(frozen=True)
class Target:
    """One output or gradient by its name, all of them, or a part of the derive gate."""

    type: TargetType
    name: str = ""

    def __str__(self) -> str:
        return "*" if self.type is TargetType.ALL_GRADIENTS else self.name


ALL_OUTPUTS = Target(TargetType.ALL_OUTPUTS)
ALL_GRADIENTS = Target(TargetType.ALL_GRADIENTS)


def output(name: str) -> Target:
    """Return the target of a check of one output; an op's only output is called "output"."""
    return Target(TargetType.OUTPUT, name)


def gradient(name: str) -> Target:
    """Return the target of a check of one gradient, by its argument's flat name."""
    return Target(TargetType.GRADIENT, name)


@dataclass(frozen=True)
class Check:
    """One question: its readable name, its kind of evidence, its target, and the label of its case.

    `ordinary` is False of a case beside the ordinary ones, and of a promise beside the values.
    """

    name: str
    kind: Kind
    target: Target
    ask: Callable[[Evaluation], Finding]
    case: str = ""
    ordinary: bool = True
