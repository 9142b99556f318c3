"""Questions about one student's own text, each with the answer that running it gave: no answer is guessed.

All runs are those of marks: in the sandbox, in a process of their own. What gives no defined answer is no question.
"""

from __future__ import annotations

import ast
import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from grader.course.spec import Case, Exercise
from grader.course.stubs import is_derivation, stub
from grader.errors import BadInput
from grader.instructor.viva.edits import Edit, edits_of
from grader.instructor.viva.runs import Runs
from grader.judge.case_instance import draw_inputs

TRIED = 12
"""Changes or lines that are run for a kind of question, at most."""

DIGITS = 4
"""Significant digits of a number in an answer; two that agree in them are no different."""

SHORT = 12
"""Numbers of an array that a question shows."""

LONGEST = 60
"""Characters of another value that a question shows."""


class Kind(StrEnum):
    """What a question asks for."""

    SHAPE = "shape"
    WITHOUT = "without"
    WHICH_BREAKS = "which breaks"


@dataclass(frozen=True)
class Question:
    """A question, its answer, and the line of the student's text that it is about."""

    kind: Kind
    line: int
    question: str
    answer: str


def questions(
    exercise: Exercise, files: Mapping[str, str], count: int, seed: int = 0, *, sandboxed: bool = True
) -> list[Question]:
    """Return at most `count` questions about the exercise's text in `files` ("partNN_topic.NAME" to text), in turns of
    kind; the same seed gives the same. Raises BadInput, saying why, where nothing can be asked, and SandboxUnavailable
    without a sandbox.
    """
    asked = _Student(exercise, files, seed, sandboxed)
    ways = [asked.shapes(), asked.without(), asked.which_breaks()]
    found: list[Question] = []
    while ways and len(found) < count:
        way = ways.pop(0)
        if (question := next(way, None)) is not None:
            found.append(question)
            ways.append(way)
    if not found:
        why = asked.runs.why_nothing(asked.case) or "no change of it has a sure and telling answer."
        raise BadInput(f"No question can be asked about {exercise.name}: {why}")
    return found


class _Student:
    """A student's text, and what can be asked about it."""

    def __init__(self, exercise: Exercise, files: Mapping[str, str], seed: int, sandboxed: bool) -> None:
        self.exercise, self.seed = exercise, seed
        self.runs = Runs(exercise, files, seed, sandboxed=sandboxed)
        self.text = self.runs.text
        self.random = random.Random(f"{seed} {self.text}")
        try:
            self.syntax = ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise BadInput(f"{exercise.name} is no Python, so nothing can be asked about it.") from None
        given = {line.strip() for line in stub(exercise.part, exercise.name).splitlines()}
        derived = {line for node in self.syntax.body if is_derivation(node) for line in _lines_of(node)}
        lines = enumerate(self.text.splitlines(), 1)
        self.own = {n for n, line in lines if line.strip() and line.strip() not in given} - derived
        self.case, self.shaped = _small(exercise), _with_most_axes(exercise)

    def shapes(self) -> Iterator[Question]:
        """Yield: what is the shape of a name after its line? Functions in functions and methods are asked too."""
        places = [place for function in _functions(self.syntax) for place in _bound_in(function)]
        places = [place for place in places if place[0].lineno in self.own]
        self.random.shuffle(places)
        for node, name, where in places[:TRIED]:
            shape = self.runs.shape_after(node, name, self.shaped)
            if shape is not None:
                given = self._inputs(self.shaped)
                asks = f"For {given}: what is the shape of {name} after line {node.end_lineno}, in {where}"
                first = ", the first time it runs" if where != self.exercise.name else ""
                yield Question(Kind.SHAPE, node.end_lineno, f"{asks}{first}?", str(shape))

    def without(self) -> Iterator[Question]:
        """Yield: what does one entry become if a line, a term or a factor goes?"""
        before = self.runs.arrays(self.text, self.case)
        for edit in itertools.islice(self._edits(drop=True), TRIED if before else 0):
            after = self.runs.arrays(edit.text, self.case)
            for label, array in before.items():
                other = after.get(label)
                if other is None or other.shape != array.shape or not _finite(array, other):
                    continue
                differs = [at for at in np.ndindex(array.shape) if _shown(array[at]) != _shown(other[at])]
                if differs:
                    at = self.random.choice(differs)
                    entry = f"{label}[{', '.join(map(str, at))}]" if at else label
                    asks = f"For {self._inputs(self.case, values=True)}, {entry} is {_shown(array[at])}. "
                    asks += f"What does it become if {edit.told()}?"
                    yield Question(Kind.WITHOUT, edit.line, asks, _compared(array[at], other[at]))
                    break

    def which_breaks(self) -> Iterator[Question]:
        """Yield: which of two changed lines breaks this check? Both run: neither breaks all by an exception."""
        passed = {name for name, right in self.runs.checks(self.text).items() if right}
        edits = itertools.islice(self._edits(drop=False), 2 * TRIED if passed else 0)
        running = itertools.islice((edit for edit in edits if self.runs.arrays(edit.text, self.case)), TRIED)
        while len(pair := [*itertools.islice(running, 2)]) == 2:
            broken = [passed - {n for n, right in self.runs.checks(edit.text).items() if right} for edit in pair]
            alone = sorted(broken[0] - broken[1]), sorted(broken[1] - broken[0])
            some = [n for n in (0, 1) if alone[n]]
            if not some:
                continue
            which = self.random.choice(some)
            check = self.random.choice(alone[which])
            both = "; ".join(f"({'AB'[n]}) {edit.told()}" for n, edit in enumerate(pair))
            asks = f"Which of these changes breaks the check {check!r}, which the other leaves passing: {both}?"
            yield Question(Kind.WHICH_BREAKS, pair[0].line, asks, f"({'AB'[which]})")

    def _edits(self, *, drop: bool) -> Iterator[Edit]:
        return edits_of(self.text, self.own.__contains__, self.random.shuffle, drop=drop)

    def _inputs(self, case: Case, *, values: bool = False) -> str:
        inputs, upstream = draw_inputs(self.exercise, case, self.seed)
        given = {**inputs, "the upstream gradient": upstream} if values and upstream is not None else inputs
        return ", ".join(f"{name} {_value(value, values)}" for name, value in given.items())


Bound = tuple[ast.stmt, str, str]
"""A statement, a name that it binds, and the function in which it stands."""


def _functions(syntax: ast.AST, within: str = "") -> Iterator[tuple[ast.FunctionDef, str]]:
    for node in ast.iter_child_nodes(syntax):
        named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        name = f"{within}.{node.name}" if named and within else node.name if named else within
        if isinstance(node, ast.FunctionDef):
            yield node, name
        yield from _functions(node, name)


def _bound_in(function: tuple[ast.FunctionDef, str]) -> Iterator[Bound]:
    """Yield what a function's own statements bind: names, and attributes of names."""
    left = [*function[0].body]
    while left:
        node = left.pop(0)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        left += [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.stmt)]
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            for each in target.elts if isinstance(target, ast.Tuple) else [target]:
                own = isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
                if isinstance(each, ast.Name) or own:
                    yield node, ast.unparse(each), function[1]


def _lines_of(node: ast.stmt) -> range:
    return range(node.lineno, node.end_lineno + 1)


def _cases(exercise: Exercise) -> list[Case]:
    """Return the ordinary cases, or all where there are none, those with the fewest numbers first."""
    cases = [case for case in exercise.cases if case.ordinary] or [*exercise.cases]
    if not cases:
        raise BadInput(f"{exercise.name} has no case to ask about.")
    return sorted(cases, key=lambda case: sum(map(_size, draw_inputs(exercise, case, 0)[0].values())))


def _size(value: object) -> int:
    return value.size if isinstance(value, np.ndarray) else 1


def _small(exercise: Exercise) -> Case:
    return _cases(exercise)[0]


def _with_most_axes(exercise: Exercise) -> Case:
    return max(_cases(exercise), key=lambda case: sum(map(_axes, draw_inputs(exercise, case, 0)[0].values())))


def _axes(value: object) -> int:
    return value.ndim if isinstance(value, np.ndarray) else 0


def _value(value: object, in_full: bool) -> str:
    """Return an input as a question names it: a short array `in_full` by its numbers, others by their shape."""
    if isinstance(value, np.ndarray) and value.ndim:
        rounded = " ".join(np.array2string(value, precision=DIGITS, separator=", ").split())
        return f"= {rounded}" if in_full and value.size <= SHORT else f"of shape {value.shape}"
    if isinstance(value, np.generic | np.ndarray):
        return f"= {_shown(value[()])}"
    if isinstance(value, float):
        return f"= {value:.{DIGITS}g}"
    plain = value is None or isinstance(value, bool | int | str | list | tuple)
    return f"= {value!r}" if plain and len(repr(value)) <= LONGEST else "as given"


def _finite(*arrays: np.ndarray) -> bool:
    return all(array.dtype.kind in "biuf" and np.isfinite(array).all() for array in arrays)


def _shown(x: np.generic) -> str:
    return str(x) if x.dtype.kind == "b" else f"{x:.{DIGITS}g}"


def _compared(before: np.generic, after: np.generic) -> str:
    if after.dtype.kind == "b" or after == 0:
        return _shown(after)
    return f"{_shown(after)}, which is {'larger' if after > before else 'smaller'}"
