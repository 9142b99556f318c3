"""What one student gets: each exercise with its state and points, and their sum where there is one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from grader.course import registry
from grader.course.registry import prerequisites
from grader.judge.verdict import Diagnosis
from grader.judge.verdict_lines import diagnosis_lines

State = Literal["passed", "failed", "unwritten", "missing", "error", "waiting"]

WORDS = {
    "passed": "passed",
    "failed": "not passed",
    "unwritten": "not written yet",
    "missing": "not handed in",
    "error": "error of the grader",
    "waiting": "not graded yet",
}
"""A state in words. The last two have no points: they are no zeros."""

NO_POINTS = ("error", "waiting")


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise of one student. `record` is what `grading_task` made of its verdict, or less.

    `place` says where the answer stood in the submission; `unsound` names the pieces it is built on that did not pass.
    """

    name: str
    place: str
    record: Mapping[str, Any]
    unsound: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """How it came out."""
        return self.record["state"]

    @property
    def points(self) -> float | None:
        """Points earned; None where the grader has not decided."""
        return None if self.state in NO_POINTS else float(self.record.get("points", 0.0))

    @property
    def most(self) -> float:
        """The exercise's points."""
        return registry.entry(self.name).points

    @property
    def reason(self) -> str:
        """Why there is nothing to compare, or why the grader failed; else ""."""
        return self.record.get("reason", "")

    @property
    def mistake(self) -> str:
        """The known mistake that was made, or ""."""
        found = (self.record.get("diagnosis") or {}).get("mistake", "")
        return found if any(found == mistake.name for mistake in registry.entry(self.name).mistakes) else ""

    @cached_property
    def lines(self) -> list[str]:
        """What a student is told, in order: why not, the diagnosis, what else."""
        lines = [self.reason] if self.reason else []
        if self.unsound:
            lines.append(
                f"It is built on {', '.join(self.unsound)}, not passed: what is wrong here may come from there."
            )
        if diagnosis := self.record.get("diagnosis"):
            found = Diagnosis(**diagnosis)
            lines += diagnosis_lines(found)
        if self.state != "unwritten":
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
    """One student's exercises. `trouble` says why the submission could not be read at all, or is ""."""

    student: str
    items: tuple[ExerciseResult, ...]
    trouble: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        """One word for the whole: graded, unreadable, grader error, or not graded yet."""
        if self.trouble:
            return "unreadable"
        states = {item.state for item in self.items}
        return "grader error" if "error" in states else "not graded yet" if "waiting" in states else "graded"

    @property
    def total(self) -> float | None:
        """The sum of the points; None unless every exercise was decided."""
        return round(sum(item.points for item in self.items), 2) if self.state == "graded" else None

    @property
    def most(self) -> float:
        """The points of all exercises asked."""
        return sum(item.most for item in self.items)

    @property
    def errors(self) -> list[str]:
        """What has to be looked at, in words: an unreadable submission, each error of the grader."""
        return [self.trouble] * bool(self.trouble) + [
            f"{item.name}: {item.reason}" for item in self.items if item.state == "error"
        ]


def moment() -> str:
    """Return the time now in UTC, to the second, as XML writes it."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")


def student_result(
    student: str, records: Mapping[str, Mapping], places: Mapping[str, str], **more: Any
) -> StudentResult:
    """Put a student's records, by exercise, together."""
    decided = {name for name, record in records.items() if record["state"] not in (*NO_POINTS, "passed")}
    items = [
        ExerciseResult(
            name,
            places.get(registry.key(name), ""),
            record,
            tuple(other for other in prerequisites(name) if other != name and other in decided),
        )
        for name, record in records.items()
    ]
    return StudentResult(student, tuple(items), **more)
