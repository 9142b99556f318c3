"""An assignment: which exercises it asks, what they are worth, when it is due, and what lateness costs."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.course import registry

DERIVATION_POINTS = 10.0


@dataclass(frozen=True)
class LateRule:
    """What lateness costs, in percent of what was earned: so much for each day begun, `at_most` in all."""

    percent_per_day: float
    at_most: float = 100.0
    grace_minutes: float = 0.0

    def penalty(self, points: float, seconds_late: float) -> float:
        """Return the points that are taken off."""
        late = seconds_late - 60 * self.grace_minutes
        if late <= 0:
            return 0.0
        percent = min(self.at_most, self.percent_per_day * math.ceil(late / 86_400))
        return round(points * percent / 100, 2)


@dataclass(frozen=True)
class Assignment:
    """An assignment by name. `points` are those of exercises that are worth something else than the course says.

    What `bonus` exercises earn comes on top; `practice` is judged and earns nothing. `derivation` is what the part that
    a person reads is worth, 0 where there is none. `late` None leaves lateness to nbgrader's configuration.
    """

    name: str
    exercises: tuple[str, ...]
    points: Mapping[str, float] = field(default_factory=dict)
    bonus: frozenset[str] = frozenset()
    practice: frozenset[str] = frozenset()
    derivation: float = DERIVATION_POINTS
    due: datetime.datetime | None = None
    late: LateRule | None = None
    hints: bool = True

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that its exercises are of, in order."""
        return tuple(part for part in registry.parts() if any(name in self.exercises for name in registry.names(part)))

    def points_of(self, name: str) -> float:
        """Return what an exercise is worth here."""
        return 0.0 if name in self.practice else self.points.get(name, registry.entry(name).points)

    @property
    def worth(self) -> float:
        """What all of it is worth, without what comes on top."""
        return self.derivation + sum(self.points_of(name) for name in self.exercises if name not in self.bonus)

    def penalty(self, points: float, handed_in: datetime.datetime | None) -> float:
        """Return what is taken off `points` for work handed in at a time; nothing where a time or a rule is missing."""
        if self.due is None or self.late is None or handed_in is None:
            return 0.0
        return self.late.penalty(points, (handed_in - self.due).total_seconds())


@dataclass(frozen=True)
class Course:
    """All assignments of a course, in order. `per_student` draws other numbers for each student.

    `kit_parts` are the parts that the students' kit has, `kit_hints` whether it has hints. `lent` are exercises that
    others are built on and that no assignment asks for, each with those others.
    """

    assignments: tuple[Assignment, ...]
    per_student: bool = False
    kit_parts: tuple[str, ...] = ()
    kit_hints: bool = True
    lent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def assignment(self, name: str) -> Assignment | None:
        """Return the assignment of this name, or None."""
        return next((each for each in self.assignments if each.name == name), None)


def whole_part(part: str) -> Assignment:
    """Return the assignment of all exercises of a part, as the course has it where nothing else is said."""
    return Assignment(part, registry.names(part))


def all_parts() -> Course:
    """Return the course where nothing is chosen: an assignment for each part."""
    return Course(tuple(map(whole_part, registry.parts())), kit_parts=registry.parts())


def of_exercises(names: Sequence[str]) -> Assignment:
    """Return an assignment without a name: these exercises, at what the course says."""
    return Assignment("", tuple(names))
