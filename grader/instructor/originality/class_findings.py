"""What is near-identical in a class: answers read and compared exercise by exercise, gathered by pairs of students."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.batch.submissions import read_hand_in, student_folders
from grader.instructor.originality.likeness import Answer, Likeness, alike, bar, given_names, pairs_of
from grader.instructor.originality.normal_form import normal_form

CANNOT_TELL = (
    "This page counts what answers have in common and few others have. It cannot tell who wrote first, whether two "
    "people worked side by side, had the same tutor, book, page or program, or came to the same by themselves; it does "
    "not see a copy of what the course itself shows, nor one that was written anew. It is a reason to ask, by `grader "
    "viva` for instance, and no finding of misconduct."
)

SMALL_CLASS = 20
"""Students below whom rarity in a class says little."""

Progress = Callable[[str, int, int], None]
"""Called with what is done, how much of it, and of how much."""

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

    @property
    def rarity(self) -> str:
        """What rarity is worth in a class of this size, in words."""
        if self.students < 2:
            return "A class of one has no pairs: only earlier hand-ins can be held against it."
        compared, most = pairs_of(self.students), math.log2(self.students / 2)
        told = (
            f"A class of {self.students} has {compared:,} pairs. Where all answered an exercise, what two alone wrote "
            f"counts {most:.1f} bits, and a pair is listed from {bar(compared):.0f} bits: the more pairs there "
            "are, the more of them are alike by chance."
        )
        if self.students < SMALL_CLASS:
            told += (
                f" With fewer than {SMALL_CLASS} students rarity says little: what two of this class alone wrote may "
                "be what many write elsewhere. Hold it against earlier classes by --before."
            )
        return told


def compare_class(
    folder: Path,
    names: Sequence[str],
    *,
    before: Sequence[Path] = (),
    grades: Path | None = None,
    prefer_notebooks: bool = False,
    progress: Progress = lambda label, done, total: None,
) -> Findings:
    """Compare the answers of all students in `folder` to these exercises; `progress` hears how far it is.

    `before` are folders of earlier hand-ins, of this class or of others; `grades` is the CSV that `grader grade` wrote,
    beside which the diagnoses are. Raises BadInput for folders without students and for grades that cannot be read.
    """
    notes: list[str] = []
    mistakes = _mistakes(grades) if grades else {}
    answers, students = _answers(folder, names, mistakes, notes, prefer_notebooks, progress)
    earlier = [(root, _answers(root, names, {}, notes, prefer_notebooks, progress)[0]) for root in before]
    pairs: dict[tuple[str, str], list[Likeness]] = {}
    for done, name in enumerate(names):
        progress("comparing exercises", done, len(names))
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
    folder: Path,
    names: Sequence[str],
    mistakes: Mapping[str, Mapping[str, str]],
    notes: list[str],
    notebooks: bool,
    progress: Progress,
) -> tuple[Answers, int]:
    found: Answers = {name: [] for name in names}
    folders = student_folders(folder)
    for done, student in enumerate(folders):
        progress(f"reading {folder.name}", done, len(folders))
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
