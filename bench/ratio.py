"""How two sides compare that were timed in the same rounds, and whether the machine was quiet enough to tell."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

NOISY = 0.10
"""The spread above which a ratio does not say which side of a goal it is on."""


@dataclass(frozen=True)
class Ratio:
    """`least` is the shortest round of one side over the shortest of the other: what both take undisturbed.

    `median` is that of the rounds' own ratios, and `spread` half of what lies between their quartiles, over the median.
    """

    least: float
    median: float
    spread: float

    @property
    def noisy(self) -> bool:
        """Whether the rounds disagree too much."""
        return self.spread > NOISY


def ratio(of: Sequence[float], against: Sequence[float]) -> Ratio:
    """Return how the seconds of one side's rounds compare with another's, round by round."""
    each = [a / b for a, b in zip(of, against, strict=True)]
    median = statistics.median(each)
    first, _, third = statistics.quantiles(each, n=4, method="inclusive") if len(each) > 1 else (median,) * 3
    return Ratio(min(of) / min(against), median, (third - first) / 2 / median)
