"""How far two answers are apart, as the gates count it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

OUTPUT, GRADIENT = "output", "gradient"


def apart(a: Any, b: Any) -> float:
    """Return the largest |a - b|; inf where one is missing, of another shape, or not a number at some place."""
    if a is None or b is None or np.shape(a) != np.shape(b):
        return math.inf
    if not np.size(a):
        return 0.0
    worst = float(np.max(np.abs(np.subtract(a, b, dtype=np.float64))))
    return worst if math.isfinite(worst) else math.inf


def relatively(a: Any, b: Any) -> float:
    """Return the largest |a - b| as a share of the largest |b|, b being the witness."""
    worst = apart(a, b)
    largest = float(np.max(np.abs(b), initial=0.0)) if b is not None else 0.0
    return worst / largest if largest and math.isfinite(worst) else worst


@dataclass
class Parity:
    """A tally of comparisons with PyTorch: outputs within an absolute tolerance, gradients within a relative one."""

    forward: float = 1e-5
    backward: float = 1e-4
    worst: dict[str, float] = field(default_factory=lambda: {OUTPUT: 0.0, GRADIENT: 0.0})
    count: int = 0
    wrong: list[str] = field(default_factory=list)

    def output(self, name: str, ours: Any, theirs: Any) -> None:
        """Compare an output, absolutely."""
        self._add(OUTPUT, name, apart(ours, theirs), self.forward)

    def gradients(self, ours: Mapping[str, Any], theirs: Mapping[str, np.ndarray], of: str = "") -> None:
        """Compare every gradient that PyTorch has, relative to its own largest entry."""
        for name, gradient in theirs.items():
            self._add(GRADIENT, f"{of}gradient of {name}", relatively(ours.get(name), gradient), self.backward)

    def _add(self, kind: str, name: str, off: float, tolerance: float) -> None:
        self.count += 1
        self.worst[kind] = max(self.worst[kind], off)
        if not off < tolerance:
            self.wrong.append(f"{name} is off by {number(off)}")

    @property
    def figure(self) -> str:
        """The count and the two largest errors."""
        on_progress = f"{self.count - len(self.wrong)} of {self.count}"
        return f"{on_progress}: forward {number(self.worst[OUTPUT])}, gradients {number(self.worst[GRADIENT])} relative"

    @property
    def trouble(self) -> str:
        """What is wrong, the first few of them."""
        return first_of(self.wrong)


def first_of(wrong: list[str], shown: int = 3) -> str:
    """Return the first of a list of complaints, and how many more there are."""
    more = f"; and {len(wrong) - shown} more" if len(wrong) > shown else ""
    return "; ".join(wrong[:shown]) + more


def number(x: float) -> str:
    """Write an error as the table does: 2e-16, 0, 0.0063, or what it is where it is missing or not a number."""
    if not math.isfinite(x):
        return "no number (missing, of another shape, nan or inf)"
    if x == 0 or 1e-3 <= x < 1e4:
        return f"{x:.3g}"
    digits, _, power = f"{x:.1e}".partition("e")
    return f"{digits.removesuffix('.0')}e{int(power)}"
