"""A check is one question put to an answer, known by name before anything runs; a finding is what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.judge.evaluation import Evaluation

CONTRACT_KINDS = ("contract",)
"""Kinds whose failure means that there is nothing to judge."""

DERIVE_KINDS = ("by-hand", "formula")
"""Kinds of the derive gate: they earn their own points and never decide whether an exercise passes."""


EVERY_GRADIENT = "*"
"""What a check is `of` that concerns the backward as a whole."""


@dataclass
class Finding:
    """What one check found.

    `by_value` is False where nothing could be compared, so that no evidence was taken. `unanswered` is True where what
    is asked for its own points is left as the stub has it.
    """

    passed: bool
    message: str = ""
    max_abs: float | None = None
    max_rel: float | None = None
    by_value: bool = True
    unanswered: bool = False


@dataclass(frozen=True)
class Check:
    """One question: its readable name, its kind of evidence, what it is `of`, and its case.

    `of` is an output, an argument (its gradient), EVERY_GRADIENT, or "" (all outputs).
    """

    name: str
    kind: str
    of: str
    ask: Callable[[Evaluation], Finding]
    case: str = ""
