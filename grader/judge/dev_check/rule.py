"""A rule about exercises, and a shortfall: one place where an exercise breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.course.spec import Exercise
from grader.paths import chapter_file, exercise_folder, root_of, solution_file

SEEDS = range(10)
"""Seeds on which rules about numbers are tried: 0 has the recorded inputs."""


@dataclass(frozen=True)
class ExerciseFiles:
    """The files of one exercise, whether they are there or not."""

    part: str
    name: str

    @property
    def part_init(self) -> Path:
        """The part's `__init__`, with TITLE and ORDER."""
        return root_of(self.part).course / self.part / "__init__.py"

    @property
    def entry(self) -> Path:
        """The entry."""
        return exercise_folder(self.part, self.name) / "entry.py"

    @property
    def formulas(self) -> Path:
        """The index formulas."""
        return exercise_folder(self.part, self.name) / "formulas.py"

    @property
    def alternatives(self) -> Path:
        """The right alternatives."""
        return exercise_folder(self.part, self.name) / "alternatives.py"

    @property
    def clauses(self) -> Path:
        """The docstring's clauses, each with the checks that ask it."""
        return exercise_folder(self.part, self.name) / "clauses.py"

    @property
    def explained(self) -> Path:
        """The sentences of the chapter that explain known mistakes."""
        return exercise_folder(self.part, self.name) / "explained.py"

    @property
    def driver(self) -> Path:
        """The driver."""
        return exercise_folder(self.part, self.name) / "driver.py"

    @property
    def solution(self) -> Path:
        """The solution."""
        return solution_file(self.part, self.name)

    @property
    def stub(self) -> Path:
        """The stub that stands beside the chapter."""
        return root_of(self.part).exercises / self.part / f"{self.name}.py"

    @property
    def reference(self) -> Path:
        """The forwards in NumPy and PyTorch."""
        return root_of(self.part).reference / self.part / f"{self.name}.py"

    @property
    def recorded(self) -> Path:
        """The recorded answers."""
        return self.reference.with_suffix(".npz")

    @property
    def chapter(self) -> Path:
        """The part's chapter."""
        return chapter_file(self.part)


def files_of(exercise: Exercise) -> ExerciseFiles:
    """Return the files of an exercise."""
    return ExerciseFiles(exercise.part, exercise.name)


@dataclass(frozen=True)
class Shortfall:
    """One thing that an exercise lacks: the rule that it breaks, the file to mend, and what to do there."""

    rule: str
    file: Path
    message: str


Find = Callable[[Exercise], Iterator[tuple[Path, str]]]
"""Yields the files to mend, each with what to do there."""


@dataclass(frozen=True)
class Rule:
    """A rule and what finds where an exercise breaks it; `needs_torch` where PyTorch is asked."""

    name: str
    find: Find
    needs_torch: bool = False

    def shortfalls(self, exercise: Exercise) -> list[Shortfall]:
        """Return where the exercise breaks the rule; what stops the search is a shortfall itself."""
        found = []
        try:
            for file, message in self.find(exercise):
                found.append(Shortfall(self.name, file, message))
        except Exception as error:
            found.append(Shortfall(self.name, files_of(exercise).entry, f"{type(error).__name__}: {error}"))
        return found
