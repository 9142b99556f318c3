"""What is near-identical in a class: answers read and compared exercise by exercise, gathered by pairs of students."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.batch.submissions import read_hand_in, student_folders
from grader.instructor.originality.likeness import Answer, Likeness, alike, given_names
from grader.instructor.originality.normal_form import normal_form

CANNOT_TELL = (
    "This page counts what answers have in common and few others have. It cannot tell who wrote first, whether two "
    "people worked side by side, had the same tutor, book, page or program, or came to the same by themselves; it does "
    "not see a copy of what the course itself shows, nor one that was written anew. It is a reason to ask, by `grader "
    "viva` for instance, and no finding of misconduct."
)

Answers = dict[str, list[Answer]]
"""The answers to each exercise."""


@dataclass(frozen=True)
class Pair:
    """Two students, and what their answers share, the most telling first. `before` says who had one earlier."""

    students: tuple[str, str]
    found: tuple[Likeness, ...]
    before: tuple[str, ...] = ()

    @property
    def bits(self) -> float:
        """Bits of all exercises together."""
        return sum(each.bits for each in self.found)


@dataclass
class Findings:
    """The pairs of a class, the most telling first, and what could not be read."""

    answers: Answers
    students: int
    pairs: list[Pair] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compare_class(
    folder: Path,
    names: Sequence[str],
    *,
    before: Sequence[Path] = (),
    grades: Path | None = None,
    prefer_notebooks: bool = False,
    progress: Callable[[str], None] = lambda name: None,
) -> Findings:
    """Compare the answers of all students in `folder` to these exercises; `progress` is called with each exercise.

    `before` are folders of earlier hand-ins, of this class or of others; `grades` is the CSV that `grader grade` wrote,
    beside which the diagnoses are. Raises BadInput for folders without students and for grades that cannot be read.
    """
    notes: list[str] = []
    mistakes = _mistakes(grades) if grades else {}
    answers, students = _answers(folder, names, mistakes, notes, prefer_notebooks)
    earlier = [(root, _answers(root, names, {}, notes, prefer_notebooks)[0]) for root in before]
    pairs: dict[tuple[str, str], list[Likeness]] = {}
    for name in names:
        progress(name)
        others = [_earlier(answer, root) for root, found in earlier for answer in found[name]]
        own = {answer.student for answer in answers[name]}
        others = [answer for answer in others if answer.student.partition(" (")[0] not in own]
        for likeness in alike(name, answers[name], others):
            pairs.setdefault(likeness.students, []).append(likeness)
    findings = Findings(answers, students, notes=notes)
    for both, found in pairs.items():
        found.sort(key=lambda each: -each.bits)
        findings.pairs.append(Pair(both, tuple(found), tuple(_had_before(both, found, answers, earlier))))
    findings.pairs.sort(key=lambda pair: (-pair.bits, pair.students))
    return findings


def _answers(
    folder: Path, names: Sequence[str], mistakes: Mapping[str, Mapping[str, str]], notes: list[str], notebooks: bool
) -> tuple[Answers, int]:
    found: Answers = {name: [] for name in names}
    folders = student_folders(folder)
    for student in folders:
        hand_in = read_hand_in(student, prefer_notebooks=notebooks)
        if hand_in.unreadable:
            notes.append(f"{hand_in.student}: {hand_in.unreadable}")
        for name in names:
            text = hand_in.files.get(registry.key(name))
            if text is None:
                continue
            try:
                tokens = normal_form(text, given_names(name))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                notes.append(f"{hand_in.student}: {name} is no Python that can be compared.")
                continue
            mistake = mistakes.get(hand_in.student, {}).get(name, "")
            found[name].append(Answer(hand_in.student, tokens, text, mistake))
    return found, len(folders)


def _earlier(answer: Answer, root: Path) -> Answer:
    return Answer(f"{answer.student} ({root.name})", answer.tokens, answer.text)


def _had_before(
    both: tuple[str, str], found: Iterable[Likeness], now: Answers, earlier: Sequence[tuple[Path, Answers]]
) -> Iterator[str]:
    """Yield who of the two had handed in the same form before."""
    for likeness in found:
        for student in both:
            form = next((each.tokens for each in now[likeness.exercise] if each.student == student), None)
            for root, answers in earlier:
                if any(each.student == student and each.tokens == form for each in answers[likeness.exercise]):
                    yield f"{student} had this form of {likeness.exercise} in {root.name} already."


def _mistakes(grades: Path) -> dict[str, dict[str, str]]:
    """Return the diagnosis of each student's exercises, from what `grader grade` wrote beside its CSV."""
    files = sorted((grades.with_suffix("") / "students").glob("*.json"))
    if not files:
        raise BadInput(f"{grades} has no folder {grades.stem}/students/ beside it: run `grader grade` first.")
    found: dict[str, dict[str, str]] = {}
    for file in files:
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            diagnoses = {each["exercise"]: (each.get("diagnosis") or {}).get("mistake") for each in told["exercises"]}
            found[told["student"]] = {name: mistake for name, mistake in diagnoses.items() if mistake}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise BadInput(f"{file} is not what `grader grade` writes: run it again.") from None
    return found
