"""What a class did, counted: how each exercise came out, and the known mistakes that were made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.course import registry
from grader.instructor.results import State, StudentResult

COUNTED: tuple[State, ...] = ("passed", "failed", "unwritten", "missing", "error", "waiting")


@dataclass(frozen=True)
class MistakeCount:
    """A known mistake: how many made it, and its sentence."""

    exercise: str
    mistake: str
    count: int
    text: str


@dataclass
class ClassStatistics:
    """The class in numbers; fed one student at a time, and holds no submission."""

    names: Sequence[str]
    states: dict[str, Counter[State]] = field(default_factory=lambda: defaultdict(Counter))
    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    unexplained: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    students: list[tuple[str, str, float | None]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def add(self, result: StudentResult) -> None:
        """Count one student in. An unreadable submission counts among the students and under no exercise."""
        self.students.append((result.student, result.state, result.total))
        self.errors += [(result.student, error) for error in result.errors]
        self.notes += [(result.student, note) for note in result.notes]
        for item in () if result.trouble else result.items:
            self.states[item.name][item.state] += 1
            self.points[item.name] += item.points or 0.0
            if item.mistake:
                self.made[item.name, item.mistake] += 1
            elif item.state == "failed":
                self.unexplained[item.name] += 1

    def mistakes(self) -> list[MistakeCount]:
        """Return the known mistakes made, the most frequent first, then in the order of the ladder."""
        texts = {(name, m.name): m.text for name in self.names for m in registry.entry(name).mistakes}
        order = {key: place for place, key in enumerate(texts)}
        ranked = sorted(self.made.items(), key=lambda made: (-made[1], order[made[0]]))
        return [MistakeCount(*key, count, texts[key]) for key, count in ranked]

    def share(self, name: str) -> float | None:
        """Return the mean share of an exercise's points over those whom the grader decided; None for nobody."""
        decided = sum(n for state, n in self.states[name].items() if state not in ("error", "waiting"))
        return self.points[name] / (decided * registry.entry(name).points) if decided else None

    @property
    def outcome(self) -> str:
        """The class in one line."""
        count = Counter(state for _, state, _ in self.students)
        told = [f"{n} {state}" for state in ("graded", "unreadable", "not graded yet") if (n := count[state])]
        if n := count["grader error"]:
            told.append(f"{n} with errors of the grader")
        n = len(self.students)
        return f"{n} submission{'s' * (n != 1)}: {', '.join(told)}"
