"""A class in numbers: how each exercise came out, and how often each known mistake was made."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.course import registry
from grader.instructor.results import ExerciseState, StudentResult, StudentState
from grader.runner.observation import ErrorKind

STATE_LABELS = {
    StudentState.GRADED: "graded",
    StudentState.UNREADABLE: "unreadable",
    StudentState.WAITING: "not graded yet",
    StudentState.GRADER_ERROR: "with errors of the grader",
}
"""The words after the number of students in each state, in the order of the summary."""

ENDED = {
    ErrorKind.TIMEOUT: "its time was up",
    ErrorKind.PROCESS_ENDED: "it ended its process, or was killed",
    ErrorKind.EXIT: "it called for an exit",
}
"""What is to be looked at of how an answer ended: endless loops, and attempts on the grader."""


@dataclass(frozen=True)
class MistakeCount:
    """A known mistake: how many students made it, and its sentence."""

    exercise: str
    mistake: str
    count: int
    text: str


@dataclass(frozen=True)
class StudentRow:
    """One student's line of the report; `total` is None where there is none."""

    student: str
    state: StudentState
    total: float | None


@dataclass(frozen=True)
class StuckAt:
    """Where the class is stuck: of `of` students whom the grader decided, `passed` passed `exercise`.

    `passed_before` passed the exercise before it in the ladder, `before`, which is "" where there is none.
    """

    exercise: str
    passed: int
    of: int
    before: str
    passed_before: int

    @property
    def drop(self) -> int:
        """How many fewer passed than before; whom the grader has not decided is not counted."""
        return min(self.passed_before, self.of) - self.passed


@dataclass
class DayCount:
    """What was handed in on a day, in UTC: submissions, and exercises in them that passed."""

    submissions: int = 0
    passed: int = 0


@dataclass
class ClassStatistics:
    """Counts over a class, by exercise. Students are added one at a time, and no submission is kept.

    `names` are the exercises that were asked for. `errors` and `notes` are pairs of a student and a sentence.
    """

    names: Sequence[str]
    states: dict[str, Counter[ExerciseState]] = field(default_factory=lambda: defaultdict(Counter))
    mistake_counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    unexplained: Counter[str] = field(default_factory=Counter)
    shares: Counter[str] = field(default_factory=Counter)
    students: list[StudentRow] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    days: dict[datetime.date, DayCount] = field(default_factory=lambda: defaultdict(DayCount))

    def add(self, result: StudentResult) -> None:
        """Add one student. An unreadable submission counts among the students and under no exercise."""
        self.students.append(StudentRow(result.student, result.state, result.total))
        self.errors += [(result.student, error) for error in result.errors]
        self.notes += [(result.student, note) for note in result.notes]
        if result.handed_in and not result.unreadable:
            day = self.days[result.handed_in.astimezone(datetime.UTC).date()]
            day.submissions += 1
            day.passed += sum(exercise.state == ExerciseState.PASSED for exercise in result.exercises)
        for exercise in () if result.unreadable else result.exercises:
            self.states[exercise.name][exercise.state] += 1
            self.errors += [
                (result.student, f"{exercise.name}: {ENDED[how]}") for how in exercise.withheld.get("ended", ())
            ]
            self.shares[exercise.name] += exercise.share or 0.0
            if exercise.mistake:
                self.mistake_counts[exercise.name, exercise.mistake] += 1
            elif exercise.state == ExerciseState.FAILED:
                self.unexplained[exercise.name] += 1

    def mistakes(self) -> list[MistakeCount]:
        """Return the known mistakes that were made, the most frequent first, then in the order of the ladder."""
        texts = {(name, m.name): m.text for name in self.names for m in registry.entry(name).mistakes}
        order = {key: place for place, key in enumerate(texts)}
        ranked = sorted(self.mistake_counts.items(), key=lambda item: (-item[1], order[item[0]]))
        return [MistakeCount(*key, count, texts[key]) for key, count in ranked]

    def decided(self, name: str) -> int:
        """Return for how many students the grader decided an exercise."""
        return sum(count for state, count in self.states[name].items() if state.decided)

    def stuck_at(self) -> StuckAt | None:
        """Return the exercise with the largest drop in who passed since the one before; None where there is no drop.

        Of equal drops it is the one that most have not passed. The first exercise is compared with the whole class.
        """
        found, before, passed_before = [], "", None
        for name in self.names:
            passed, of = self.states[name][ExerciseState.PASSED], self.decided(name)
            if of:
                reached = of if passed_before is None else passed_before
                found.append(StuckAt(name, passed, of, before, reached))
                before, passed_before = name, passed
        deepest = max(found, key=lambda at: (at.drop, at.of - at.passed), default=None)
        return deepest if deepest and deepest.drop > 0 else None

    def mean_share(self, name: str) -> float | None:
        """Return the mean share of an exercise's points over those whom the grader decided; None for nobody."""
        decided = self.decided(name)
        return self.shares[name] / decided if decided else None

    @property
    def summary(self) -> str:
        """The class in one line."""
        counts = Counter(row.state for row in self.students)
        parts = [f"{counts[state]} {label}" for state, label in STATE_LABELS.items() if counts[state]]
        n = len(self.students)
        return f"{n} submission{'s' * (n != 1)}: {', '.join(parts)}"
