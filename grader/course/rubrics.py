"""How a derivation is graded by hand: steps with their points, and sample answers at three levels.

Those of an exercise are in its `rubric.toml`. Steps are released and give nothing away; samples are the instructor's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.course.registry import part_of
from grader.paths import exercise_folder

WHOLE = 10
"""What the steps of one exercise are worth together, before they are scaled to what its cell is worth."""

LEVELS = ("full", "partial", "little")
"""How much a sample answer has of what is asked."""


@dataclass(frozen=True)
class Step:
    """One step of a derivation: its share of `WHOLE`, and what it has to show."""

    points: int
    text: str


@dataclass(frozen=True)
class Sample:
    """A sample answer in Markdown, with what each step of it earns, in the order of the steps."""

    earns: tuple[int, ...]
    text: str


@dataclass(frozen=True)
class Rubric:
    """The steps of one exercise's derivation, and by level answers that earn all of them, some, and next to nothing."""

    steps: tuple[Step, ...]
    samples: dict[str, Sample] = field(default_factory=dict)


GENERAL = Rubric(
    (
        Step(2, "the forward in indices: which entries of the output an entry of the input reaches"),
        Step(3, "the slope of each step on the way"),
        Step(3, "the chain rule's sum over all those ways"),
        Step(2, "the result as arrays, with the shape of each"),
    )
)
"""The steps for an exercise that has no rubric of its own."""


def rubric_of(name: str) -> Rubric:
    """Return an exercise's rubric, or the general one. Raises BadInput for an unknown exercise."""
    file = exercise_folder(part_of(name), name) / "rubric.toml"
    if not file.is_file():
        return GENERAL
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    samples = {level: Sample(tuple(table[level]["earns"]), table[level]["text"]) for level in LEVELS}
    return Rubric(tuple(Step(**step) for step in table["steps"]), samples)


def scaled(share: int, points: float, names: Sequence[str]) -> Fraction:
    """Return what a share of `WHOLE` is worth in a cell of `points` that asks for these exercises, unrounded."""
    return share * Fraction(str(points)) / (WHOLE * len(names))


def shown(points: Fraction) -> str:
    """Return points as people write them: 1.5, or 2/3 where no three decimals say it exactly."""
    return str(points) if (1000 * points).denominator > 1 else f"{float(points):g}"
