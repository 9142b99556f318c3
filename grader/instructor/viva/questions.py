"""Questions about one student's own text, each with the answer that running it gave: no answer is guessed.

All runs are those of marks: in the sandbox, in a process of their own. What gives no defined answer is no question.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from grader.course.spec import Case, Exercise
from grader.course.stubs import stub
from grader.errors import BadInput
from grader.judge.case_instance import draw_inputs
from grader.judge.check import DERIVE_KINDS
from grader.judge.diagnosis import slip_kinds
from grader.judge.diagnosis.slips import Slip, made_in
from grader.judge.evaluation import Evaluation, SharedEvaluation
from grader.judge.plan import plan
from grader.judge.sample import Sample
from grader.judge.sandbox.worker import Worker
from grader.runner.source import Source

DROPPED = (slip_kinds.DROP_TERM, slip_kinds.DROP_STEP, slip_kinds.DROP_FACTOR)
"""The small changes by which something goes."""

TRIED = 12
"""Changes that are run for each question that is wanted, at most."""

DIGITS = 4
"""Significant digits of a number in an answer; two that agree in them are no different."""


SHORT = 12
"""Numbers of an array that a question shows."""


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
    kind; the same seed gives the same. Raises BadInput where the text is no Python, SandboxUnavailable without one.
    """
    asked = _Student(exercise, files, seed, sandboxed)
    ways = [asked.shapes(), asked.without(), asked.which_breaks()]
    found: list[Question] = []
    while ways and len(found) < count:
        way = ways.pop(0)
        if (question := next(way, None)) is not None:
            found.append(question)
            ways.append(way)
    return found


class _Student:
    """A student's text, and its runs with changes in it."""

    def __init__(self, exercise: Exercise, files: Mapping[str, str], seed: int, sandboxed: bool) -> None:
        self.exercise, self.files, self.seed, self.sandboxed = exercise, dict(files), seed, sandboxed
        self.text = self.files[exercise.key]
        self.random = random.Random(f"{seed} {self.text}")
        try:
            self.syntax = ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise BadInput(f"{exercise.name} is no Python, so nothing can be asked about it.") from None
        given = {line.strip() for line in stub(exercise.part, exercise.name).splitlines()}
        self.own = {n for n, line in enumerate(self.text.splitlines(), 1) if line.strip() and line.strip() not in given}
        self.case, self.shaped = _small(exercise), _with_most_axes(exercise)
        self.shared = SharedEvaluation()

    def shapes(self) -> Iterator[Question]:
        """Yield: what is the shape of a name after its line? The function is made to return it there."""
        function = next(
            (n for n in self.syntax.body if isinstance(n, ast.FunctionDef) and n.name == self.exercise.name), None
        )
        lines = [n for n in function.body if isinstance(n, ast.Assign) and n.lineno in self.own] if function else []
        self.random.shuffle(lines)
        for node in lines[:TRIED]:
            if not isinstance(node.targets[0], ast.Name):
                continue
            name = node.targets[0].id
            rows = self.text.splitlines()
            rows.insert(node.end_lineno, f"{' ' * node.col_offset}return {name}")
            returned = self._run("\n".join(rows) + "\n", self._returned)
            if isinstance(returned, np.ndarray | np.generic):
                asks = f"For {self._inputs(self.shaped)}: what is the shape of {name} after line {node.end_lineno}?"
                yield Question(Kind.SHAPE, node.end_lineno, asks, str(np.shape(returned)))

    def without(self) -> Iterator[Question]:
        """Yield: what does one entry become if a step, a term or a factor goes?"""
        before = self._arrays(self.text)
        for slip in self._slips(lambda slip: slip.kind in DROPPED):
            after = self._arrays(slip.applied_to(self.text))
            for label, array in before.items():
                other = after.get(label)
                if other is None or other.shape != array.shape or not np.isfinite(other).all():
                    continue
                differs = [at for at in np.ndindex(array.shape) if _shown(array[at]) != _shown(other[at])]
                if differs:
                    at = self.random.choice(differs)
                    entry = f"{label}[{', '.join(map(str, at))}]" if at else label
                    given = self._inputs(self.case, values=True)
                    asks = (
                        f"For {given}, {entry} is {_shown(array[at])}. Line {slip.line} now reads "
                        f"`{self._line(slip)}`: is {entry} larger, smaller, or 0?"
                    )
                    yield Question(Kind.WITHOUT, slip.line, asks, f"{_compared(array[at], other[at])}")
                    break

    def which_breaks(self) -> Iterator[Question]:
        """Yield: which of two changed lines breaks this check?"""
        slips = [*self._slips(lambda slip: len(slip.pieces) == 1)]
        passed = {name for name, right in self._checks(self.text).items() if right}
        for one, other in zip(slips[::2], slips[1::2], strict=False):
            broken = [passed - {n for n, r in self._checks(s.applied_to(self.text)).items() if r} for s in (one, other)]
            alone = sorted(broken[0] - broken[1]), sorted(broken[1] - broken[0])
            which = self.random.choice([n for n in (0, 1) if alone[n]] or [2])
            if which == 2:
                continue
            check = self.random.choice(alone[which])
            both = ", or ".join(f"({'AB'[n]}) line {s.line} as `{self._line(s)}`" for n, s in enumerate((one, other)))
            asks = f"Which of these changes breaks the check {check!r}, and the other does not: {both}?"
            yield Question(Kind.WHICH_BREAKS, one.line, asks, f"({'AB'[which]})")

    def _slips(self, wanted: Callable[[Slip], bool]) -> list[Slip]:
        slips = [slip for slip in made_in(self.text, self.own.__contains__) if wanted(slip)]
        self.random.shuffle(slips)
        return slips[:TRIED]

    def _line(self, slip: Slip) -> str:
        return slip.applied_to(self.text).splitlines()[slip.line - 1].partition("  #")[0].strip()

    def _inputs(self, case: Case, *, values: bool = False) -> str:
        inputs, upstream = draw_inputs(self.exercise, case, self.seed)
        given = {**inputs, "the upstream gradient": upstream} if values and upstream is not None else inputs
        return ", ".join(f"{name} {_value(value, values)}" for name, value in given.items())

    def _run(self, text: str, ask: Callable[[Worker], object]) -> object:
        files = {key: Source(_path(key), each) for key, each in {**self.files, self.exercise.key: text}.items()}
        with Worker(files, sandboxed=self.sandboxed) as worker:
            try:
                return ask(worker)
            except BadInput:
                return None

    def _returned(self, worker: Worker) -> object:
        runner = worker.run(self.exercise.part, self.exercise.name)
        if runner.load().error:
            return None
        return runner.observe(draw_inputs(self.exercise, self.shaped, self.seed)[0]).calls[0].returned

    def _arrays(self, text: str) -> dict[str, np.ndarray]:
        """Return the outputs and gradients of a text on the case, by what they are called."""
        inputs, upstream = draw_inputs(self.exercise, self.case, self.seed)
        sample = self._run(text, lambda worker: worker.submission(self.exercise).ask(inputs, upstream))
        if not isinstance(sample, Sample):
            return {}
        return {**{f"d{name}": array for name, array in sample.gradients.items()}, **sample.outputs}

    def _checks(self, text: str) -> dict[str, bool]:
        """Return which checks a text passes, by name; none where it cannot be asked."""

        def ask(worker: Worker) -> dict[str, bool]:
            evaluation = Evaluation(self.exercise, worker.submission(self.exercise), self.seed, shared=self.shared)
            checks = [check for check in plan(self.exercise) if check.kind not in DERIVE_KINDS]
            return {check.name: check.ask(evaluation).passed for check in checks}

        return self._run(text, ask) or {}


def _cases(exercise: Exercise) -> list[Case]:
    """Return the ordinary cases, or all where there are none, those with the fewest numbers first."""
    cases = [case for case in exercise.cases if case.ordinary] or [*exercise.cases]
    if not cases:
        raise BadInput(f"{exercise.name} has no case to ask about.")
    return sorted(cases, key=lambda case: sum(map(np.size, draw_inputs(exercise, case, 0)[0].values())))


def _small(exercise: Exercise) -> Case:
    return _cases(exercise)[0]


def _with_most_axes(exercise: Exercise) -> Case:
    return max(_cases(exercise), key=lambda case: sum(map(np.ndim, draw_inputs(exercise, case, 0)[0].values())))


def _path(key: str) -> Path:
    return Path(key.replace(".", "/") + ".py")


def _value(value: object, in_full: bool) -> str:
    """Return an input as a question names it: a short array `in_full` by its numbers, others by their shape."""
    if isinstance(value, np.ndarray) and value.ndim:
        rounded = np.array2string(value, precision=DIGITS, separator=", ").replace("\n", "")
        return f"= {rounded}" if in_full and value.size <= SHORT else f"of shape {value.shape}"
    return f"= {value:.{DIGITS}g}" if isinstance(value, int | float | np.generic | np.ndarray) else "as given"


def _shown(x: np.generic) -> str:
    return f"{x:.{DIGITS}g}"


def _compared(before: np.generic, after: np.generic) -> str:
    word = "0" if after == 0 else "larger" if after > before else "smaller"
    return f"{word}: it becomes {_shown(after)}"
