"""The words in which the index formulas of an exercise are described: what is given, right ones and wrong ones.

An exercise's own stand in `grader/course/partNN_topic/NAME/formulas.py`, apart from its entry: they are imported
where a formula is judged, and nowhere else.
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
    """A known wrong formula for `wanted`, and the sort of mistake that the answer to it must name.

    With `text`, whoever writes it, or what equals it, is answered with that sentence (the sort is "known"); without,
    the judge finds the mistake by itself, as it would in a formula that nobody foresaw.
    """

    wanted: str
    formula: str
    kind: str = "known"
    text: str = ""


@dataclass(frozen=True)
class Formulas:
    """The index formulas of an exercise, on one small case of fixed rank whose axes all differ in length.

    `elsewhere` has other lengths of every axis and, where a name stands for it, other numbers: what holds there as well
    has no number in the place of a name.
    `given` names what a formula may use, and the letters of its axes: {"x": "I,K", "c": ""}. The letters are sizes that
    may be used too. The inputs, the upstream gradient (`upstream`, "" for a plain function) and the output (the same
    name without its d) are known; `quantities` is called with all of these by name and returns the others.
    `truth` maps what is wanted to the flat name of the gradient or output that it is, where that is not "d" + name.
    `about` says in a sentence what the quantities are that the exercise's docstring does not name.
    `right` holds full answers, each a formula for everything wanted; the first stands in the solution.
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

    @property
    def axes(self) -> dict[str, tuple[str, ...]]:
        """The letters of every given array's axes."""
        return {name: tuple(letters.split(",")) for name, letters in self.given.items() if letters}

    @property
    def sizes(self) -> tuple[str, ...]:
        """The letters that are sizes: 3D is none, being no name."""
        return tuple(sorted({letter for axes in self.axes.values() for letter in axes if letter.isidentifier()}))

    @property
    def upstreams(self) -> tuple[str, ...]:
        """The given gradients; their names begin with d."""
        return tuple(name for name in self.given if name[0] == "d" and name[1:])


def formulas_of(exercise: Exercise) -> Formulas:
    """Return the formulas of an exercise that has some."""
    return importlib.import_module(f"grader.course.{exercise.part}.{exercise.name}.formulas").FORMULAS


def task(asked: Formulas) -> str:
    """Return the sentence that asks for the formulas, as it stands above `formula` in the exercise's file."""
    given = _listed([f"{name}[{axes}]" if axes else name for name, axes in asked.given.items()])
    wanted = [*asked.right[0]]
    question = f"what {'are' if len(wanted) > 1 else 'is'} {_listed(wanted)}?"
    return f"As index formulas of {given}: {question} {asked.about}".strip()


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
