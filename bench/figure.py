"""A figure: some sides that do the same work, and the ratio of their times that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Work = Callable[[], Mapping[str, float] | None]
"""One call of the work. It returns None and is timed from outside, or the seconds of its own entries, by name."""


@dataclass(frozen=True)
class Goal:
    """At most so much of another side's time, least round against least round.

    Without `at_most` it is no goal: the ratio is there to be read. `means` says it in the words of what is measured.
    """

    of: str
    against: str
    at_most: float | None = None
    means: str = ""


@dataclass(frozen=True)
class Figure:
    """One table. `sides` maps a name to what prepares that side's work, in a process of its own.

    `tokens` is how many one call reads, or what counts them (0: there are none); `peak_mb` what a side may hold at
    most; `entry_goals` the seconds wanted of entries. `untimed` calls are made before each one that is timed.
    """

    title: str
    sides: Mapping[str, Callable[[], Work]]
    goals: tuple[Goal, ...] = ()
    tokens: int | Callable[[], int] = 0
    peak_mb: Mapping[str, float] = field(default_factory=dict)
    entry_goals: Mapping[str, float] = field(default_factory=dict)
    entries_against: str = ""
    """The entry whose time the other entries of a figure with one side are held against."""
    rounds: int = 5
    untimed: int = 1
