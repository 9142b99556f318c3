"""How far two answers differ, as the gates count it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

OUTPUT, GRADIENT = "output", "gradient"


def max_abs_difference(a: Any, b: Any) -> float:
    """Return the largest |a - b|; inf where one is missing, of another shape, or not a number at some place."""
    if a is None or b is None or np.shape(a) != np.shape(b):
        return math.inf
    if not np.size(a):
        return 0.0
    worst = float(np.max(np.abs(np.subtract(a, b, dtype=np.float64))))
    return worst if math.isfinite(worst) else math.inf


def max_rel_difference(a: Any, b: Any) -> float:
    """Return the largest |a - b| divided by the largest |b|, b being the oracle's; not divided where b is all 0."""
    worst = max_abs_difference(a, b)
    largest = float(np.max(np.abs(b), initial=0.0)) if b is not None else 0.0
    return worst / largest if largest and math.isfinite(worst) else worst


@dataclass
class ParityTally:
    """Counts comparisons with PyTorch: outputs within an absolute tolerance, gradients within a relative one."""

    forward: float = 1e-5
    backward: float = 1e-4
    worst: dict[str, float] = field(default_factory=lambda: {OUTPUT: 0.0, GRADIENT: 0.0})
    count: int = 0
    errors: list[str] = field(default_factory=list)

    def compare_output(self, name: str, ours: Any, theirs: Any) -> None:
        """Compare an output, absolutely."""
        self._add(OUTPUT, name, max_abs_difference(ours, theirs), self.forward)

    def compare_gradients(self, ours: Mapping[str, Any], theirs: Mapping[str, np.ndarray], prefix: str = "") -> None:
        """Compare every gradient that PyTorch has, relative to its own largest entry."""
        for name, gradient in theirs.items():
            difference = max_rel_difference(ours.get(name), gradient)
            self._add(GRADIENT, f"{prefix}gradient of {name}", difference, self.backward)

    def _add(self, kind: str, name: str, difference: float, tolerance: float) -> None:
        self.count += 1
        self.worst[kind] = max(self.worst[kind], difference)
        if not difference < tolerance:
            self.errors.append(f"{name} is off by {format_number(difference)}")

    @property
    def figure(self) -> str:
        """The count and the two largest errors."""
        output, gradient = (format_number(self.worst[kind]) for kind in (OUTPUT, GRADIENT))
        passed = self.count - len(self.errors)
        return f"{passed} of {self.count}: forward {output}, gradients {gradient} relative"


def first_errors(errors: Sequence[str], shown: int = 3) -> str:
    """Return the first few of a list of errors, and how many more there are."""
    more = f"; and {len(errors) - shown} more" if len(errors) > shown else ""
    return "; ".join(errors[:shown]) + more


def format_number(x: float) -> str:
    """Write an error as the table does: 2e-16, 0, 0.0063, or in words where it is not finite."""
    if not math.isfinite(x):
        return "no number (missing, of another shape, nan or inf)"
    if x == 0 or 1e-3 <= x < 1e4:
        return f"{x:.3g}"
    digits, _, power = f"{x:.1e}".partition("e")
    return f"{digits.removesuffix('.0')}e{int(power)}"
