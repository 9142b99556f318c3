"""What one student gets: each exercise with its state and points, and their sum where there is one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from grader.course import registry
from grader.course.registry import prerequisites
from grader.instructor.assignments import Assignment
from grader.judge.verdict import Diagnosis
from grader.judge.verdict_lines import diagnosis_lines


class ExerciseState(StrEnum):
    """How an exercise came out for one student. The values stand in the JSON files; `label` is for readers."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_WRITTEN = "unwritten"
    MISSING = "missing"
    ERROR = "error"
    WAITING = "waiting"

    @property
    def label(self) -> str:
        """The state in words."""
        return _LABELS[self]

    @property
    def decided(self) -> bool:
        """Whether the grader decided. An exercise that is not decided has no points, which is not 0 points."""
        return self not in (ExerciseState.ERROR, ExerciseState.WAITING)


_LABELS = {
    ExerciseState.PASSED: "passed",
    ExerciseState.FAILED: "not passed",
    ExerciseState.NOT_WRITTEN: "not written yet",
    ExerciseState.MISSING: "not handed in",
    ExerciseState.ERROR: "error of the grader",
    ExerciseState.WAITING: "not graded yet",
}


class StudentState(StrEnum):
    """How a whole submission came out; the values stand in every file."""

    GRADED = "graded"
    UNREADABLE = "unreadable"
    GRADER_ERROR = "grader error"
    WAITING = "not graded yet"


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise of one student. `record` is what `grading_task.record` makes of a verdict, or only a state.

    `location` says where the answer stood in the submission; `failed_pieces` names the exercises that it is built on
    and that did not pass. `worth` is what it is worth in the assignment; `on_top` is True of a bonus.
    """

    name: str
    location: str
    record: Mapping[str, Any]
    failed_pieces: tuple[str, ...] = ()
    worth: float | None = None
    on_top: bool = False

    @property
    def state(self) -> ExerciseState:
        """How it came out."""
        return ExerciseState(self.record["state"])

    @property
    def points(self) -> float | None:
        """Points earned; None where the grader has not decided."""
        return None if self.share is None else round(self.share * self.max_points, 2)

    @property
    def share(self) -> float | None:
        """The share of its points that was earned, whatever it is worth here; None where the grader has not decided."""
        earned = float(self.record.get("points", 0.0))
        return earned / registry.entry(self.name).points if self.state.decided else None

    @property
    def max_points(self) -> float:
        """What the exercise is worth."""
        return registry.entry(self.name).points if self.worth is None else self.worth

    @property
    def reason(self) -> str:
        """Why there is nothing to compare, or why the grader failed; else ""."""
        return self.record.get("reason", "")

    @property
    def mistake(self) -> str:
        """The known mistake that was made, or ""."""
        diagnosed = (self.record.get("diagnosis") or {}).get("mistake", "")
        return diagnosed if any(diagnosed == mistake.name for mistake in registry.entry(self.name).mistakes) else ""

    @property
    def withheld(self) -> Mapping[str, Any]:
        """What the instructor alone is told: what the answer printed, whole messages, the time it took."""
        return self.record.get("withheld", {})

    @cached_property
    def lines(self) -> list[str]:
        """The feedback: why it did not pass, the diagnosis, the first failures, the derive gate, advice."""
        lines = [self.reason] if self.reason else []
        if self.failed_pieces:
            lines.append(
                f"It is built on {', '.join(self.failed_pieces)}, not passed: what is wrong here may come from there."
            )
        if fields := self.record.get("diagnosis"):
            diagnosis = Diagnosis(**fields)
            lines += diagnosis_lines(diagnosis)
        if self.state != ExerciseState.NOT_WRITTEN:
            lines += [f"{failure['check']}: {failure['message']}" for failure in self.failures]
            lines += [f"Derive gate: {message}" for message in self.record.get("by_hand", ())]
        return lines + [f"Advice: {advice}" for advice in self.record.get("advice", ())]

    @cached_property
    def failures(self) -> list[Mapping[str, str]]:
        """The first failed check of each output or argument: the rest follows from it."""
        first: dict[str, Mapping[str, str]] = {}
        for failure in self.record.get("failures", ()):
            first.setdefault(failure["of"], failure)
        return [*first.values()]


@dataclass(frozen=True)
class StudentResult:
    """One student's exercises. `unreadable` says why the submission could not be read at all, or is "".

    `penalty` gives what lateness takes off points. `handed_in` is when it was handed in, where that is known.
    """

    student: str
    exercises: tuple[ExerciseResult, ...]
    unreadable: str = ""
    notes: list[str] = field(default_factory=list)
    penalty: Callable[[float], float] = lambda points: 0.0
    handed_in: datetime.datetime | None = None

    @property
    def state(self) -> StudentState:
        """How the whole came out: its worst exercise decides."""
        if self.unreadable:
            return StudentState.UNREADABLE
        states = {exercise.state for exercise in self.exercises}
        if ExerciseState.ERROR in states:
            return StudentState.GRADER_ERROR
        return StudentState.WAITING if ExerciseState.WAITING in states else StudentState.GRADED

    @property
    def total(self) -> float | None:
        """The sum of the points, less what lateness takes; None unless every exercise was decided."""
        return None if self.earned is None else round(self.earned - (self.late_penalty or 0.0), 2)

    @property
    def earned(self) -> float | None:
        """The sum of the points; None unless every exercise was decided."""
        if self.state != StudentState.GRADED:
            return None
        return round(sum(exercise.points or 0.0 for exercise in self.exercises), 2)

    @property
    def late_penalty(self) -> float | None:
        """The points that lateness takes; None where there are no points yet."""
        return None if self.earned is None else self.penalty(self.earned)

    @property
    def max_total(self) -> float:
        """What all exercises are worth but those whose points come on top."""
        return sum(exercise.max_points for exercise in self.exercises if not exercise.on_top)

    @property
    def errors(self) -> list[str]:
        """What an instructor has to look at: why a submission is unreadable, each grader error."""
        return [self.unreadable] * bool(self.unreadable) + [
            f"{exercise.name}: {exercise.reason}"
            for exercise in self.exercises
            if exercise.state == ExerciseState.ERROR
        ]


def student_result(
    student: str,
    records: Mapping[str, Mapping],
    locations: Mapping[str, str],
    *,
    unreadable: str,
    notes: list[str],
    assignment: Assignment,
    handed_in: datetime.datetime | None = None,
) -> StudentResult:
    """Put a student's records, by exercise, together. `locations` maps "partNN_topic.NAME" to where a file stood."""
    states = {name: ExerciseState(record["state"]) for name, record in records.items()}
    failed = {name for name, state in states.items() if state.decided and state != ExerciseState.PASSED}
    exercises = [
        ExerciseResult(
            name,
            locations.get(registry.key(name), ""),
            record,
            tuple(other for other in prerequisites(name) if other != name and other in failed),
            assignment.points_of(name),
            name in assignment.bonus,
        )
        for name, record in records.items()
    ]

    def penalty(points: float) -> float:
        return assignment.penalty(points, handed_in)

    return StudentResult(student, tuple(exercises), unreadable, notes, penalty, handed_in)


def utc_now() -> str:
    """Return the time now in UTC, to the second, as XML writes it."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
