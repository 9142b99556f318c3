"""A figure: some sides that do the same work, and the ratio of their times that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Work = Callable[[], Mapping[str, float] | None]
"""One call of the work. It returns None and is timed from outside, or the seconds of its own entries, by name."""


MEDIAN, WORST = "median", "worst"
"""What of a side's entries may count in a goal, beside one of them and all together."""


@dataclass(frozen=True)
class Goal:
    """At most so much of another side's time, least round against least round.

    Without `at_most` it is no goal: the ratio is there to be read. `means` says it in the words of what is measured.
    `entry` is what counts of the side `of`, and of the other if it has entries too: one of them, the MEDIAN or the
    WORST of all, or "" for all together.
    """

    of: str
    against: str
    at_most: float | None = None
    means: str = ""
    entry: str = ""

    @property
    def label(self) -> str:
        """What is divided by what."""
        return f"{self.of}{f', {self.entry}' * bool(self.entry)} / {self.against}"


@dataclass(frozen=True)
class Figure:
    """One table. `sides` maps a name to what prepares that side's work, in a process of its own.

    `tokens` is how many one call reads, or what counts them (0: there are none); `peak_mb` what a side may hold at
    most; `entry_goals` the seconds wanted of entries, of their MEDIAN or of the WORST. `untimed` calls are made before
    each one that is timed.
    """

    title: str
    sides: Mapping[str, Callable[[], Work]]
    goals: tuple[Goal, ...] = ()
    tokens: int | Callable[[], int] = 0
    peak_mb: Mapping[str, float] = field(default_factory=dict)
    entry_goals: Mapping[str, float] = field(default_factory=dict)
    rounds: int = 5
    untimed: int = 1
