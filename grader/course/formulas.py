"""The data classes in which the index formulas of an exercise are described: what is given, right ones, wrong ones.

Those of an exercise are in its `formulas.py`, apart from the entry: it is imported only where a formula is judged.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from grader.course.spec import Case, Exercise

Quantities = Callable[..., Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class WrongFormula:
    """A known wrong formula for `wanted`, and the kind of mistake that the judge must name in it.

    With `text`, whoever writes this formula, or an equal one, gets that sentence, and the kind is "known". Without, the
    judge has to find the mistake by itself, as in a formula that nobody foresaw.
    """

    wanted: str
    formula: str
    kind: str = "known"
    text: str = ""


@dataclass(frozen=True)
class Formulas:
    """The index formulas of an exercise.

    case       a small case of fixed rank; axes with different letters have different lengths
    elsewhere  the same with other lengths and other numbers: a formula with a number in the place of a name fails there
    given      the names that a formula may use, each with its axes: {"x": "I,K", "c": ""}; the letters are sizes that
               may be used too
    right      whole answers, each with a formula for everything wanted; the first is the solution's
    wrong      known wrong formulas
    upstream   the name of the upstream gradient, "" for a plain function; without its "d" it is the output's name
    quantities called with the inputs, the upstream gradient and the output by name; returns the other given arrays
    truth      maps what is wanted to the flat name of the gradient or output, where that is not "d" + name
    about      a sentence on the quantities that the exercise's docstring does not name
    same_in_every_draw   what is wanted has no random number in it, as a mask
    same_in_every_entry  what is wanted is one number repeated, as the gradient of a sum
    """

    case: Case
    elsewhere: Case
    given: Mapping[str, str]
    right: tuple[Mapping[str, str], ...]
    wrong: tuple[WrongFormula, ...]
    upstream: str = "dY"
    quantities: Quantities | None = None
    truth: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    same_in_every_draw: bool = False
    same_in_every_entry: bool = False

    @property
    def axes(self) -> dict[str, tuple[str, ...]]:
        """The letters of every given array's axes."""
        return {name: tuple(letters.split(",")) for name, letters in self.given.items() if letters}

    @property
    def sizes(self) -> tuple[str, ...]:
        """The letters that are sizes; one such as "3D" is none, since it is no name."""
        return tuple(sorted({letter for axes in self.axes.values() for letter in axes if letter.isidentifier()}))

    @property
    def upstreams(self) -> tuple[str, ...]:
        """The given gradients; their names begin with d."""
        return tuple(name for name in self.given if name[0] == "d" and name[1:])


def formulas_of(exercise: Exercise) -> Formulas:
    """Return the formulas of an exercise that has some."""
    return importlib.import_module(f"grader.course.{exercise.part}.{exercise.name}.formulas").FORMULAS


def task(asked: Formulas) -> str:
    """Return the sentence that asks for the formulas, a comment above `formula` in the exercise's file."""
    given = _listed([f"{name}[{axes}]" if axes else name for name, axes in asked.given.items()])
    wanted = [*asked.right[0]]
    question = f"what {'are' if len(wanted) > 1 else 'is'} {_listed(wanted)}?"
    return f"As index formulas of {given}: {question} {asked.about}".strip()


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
