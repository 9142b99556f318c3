"""Blame: whether a student's whole model differs from the reference, which pieces do that, where, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from grader.course import registry
from grader.course.spec import Case
from grader.judge.diagnosis.diagnose import diagnose
from grader.judge.evaluation import Evaluation
from grader.judge.submission import load_local
from grader.judge.verdict import Diagnosis
from grader.lab.blame import replay, swap_search, whole_models
from grader.lab.blame.replay import FaultyCall
from grader.lab.blame.swap_search import ModelPieces
from grader.lab.blame.whole_models import Discrepancy


@dataclass(frozen=True)
class GuiltyPiece:
    """One piece whose swap helps to mend the model. `found` is None where no call of the reference's model shows it."""

    piece: str
    file: Path
    found: FaultyCall | None
    diagnosis: Diagnosis | None = None

    @property
    def phrase(self) -> str:
        """The place in a few words: "block 2, attention_scores, backward, dK"."""
        if self.found is None:
            return self.piece
        fault = self.found.fault
        of = [whole_models.label_of(fault.direction, fault.of)] if fault.of and fault.direction == "backward" else []
        return ", ".join([self.found.call.place, fault.direction, *of])

    @property
    def message(self) -> str:
        """What it does there, in words: "block 2, attention_scores, backward, dK[0, 1]: wanted …, got …"."""
        if self.found is None:
            return (
                f"{self.piece}: the model is right once it is swapped, yet on all that the reference's model asks of "
                f"it, it is right too. `grader check {self.piece}` asks more; does it read or change a global?"
            )
        fault = self.found.fault
        joint = ", " if fault.of else ": "  # a message about an array begins with the array's name
        told = f"{self.found.call.place}, {fault.direction}{joint}{fault.message}"
        if not self.found.together:
            return told
        return (
            f"{told}. Each call is right by itself; it goes wrong when every forward is called before the first "
            "backward. What backward needs belongs to its own call: keep it in no global, and hand out no array that "
            "the next call writes to."
        )

    def as_json(self) -> dict[str, Any]:
        """Return what is known of the piece as a JSON object."""
        call, fault = (self.found.call, self.found.fault) if self.found else (None, None)
        return {
            "piece": self.piece,
            "file": str(self.file),
            "where": self.phrase,
            "block": call.block if call else None,
            "role": call.role or None if call else None,
            "inside": [outer.piece for outer in call.within][:0:-1] if call else [],
            "direction": fault.direction if fault else None,
            "argument": fault.of.removeprefix("params.") or None if fault else None,
            "index": list(fault.index) if fault and fault.wanted is not None else None,
            "wanted": whole_models.finite(fault.wanted) if fault else None,
            "got": whole_models.finite(fault.got) if fault else None,
            "message": self.message,
            "wrong_calls": self.found.wrong if self.found else 0,
            "calls": self.found.calls if self.found else 0,
            "diagnosis": asdict(self.diagnosis) if self.diagnosis else None,
        }


@dataclass(frozen=True)
class BlameReport:
    """What came of it: `tried` and `faults` say how the whole model differs, `guilty` by which pieces, lowest first."""

    parts: ModelPieces
    tried: Case | None = None
    faults: list[Discrepancy] = field(default_factory=list)
    guilty: list[GuiltyPiece] = field(default_factory=list)

    @property
    def differs(self) -> list[str]:
        """What of the whole model differs, in words: the loss first, then the gradients in the order of params."""
        return [f"the loss{f.message.removeprefix('output')}" if f.of == "output" else f.message for f in self.faults]

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as a JSON object."""
        return {
            "right": not self.faults,
            "pieces": list(self.parts.names),
            "borrowed": list(self.parts.lent),
            "model": self.tried.label if self.tried else None,
            "differs": self.differs,
            "guilty": [each.as_json() for each in self.guilty],
        }


def find_blame(parts: ModelPieces, *, diagnosed: bool = True) -> BlameReport:
    """Hold the model of these parts against the reference, and find the guilty pieces where it differs."""
    shown = swap_search.faults(parts)
    if shown is None:
        return BlameReport(parts)
    tried, faults = shown
    names = swap_search.find_guilty(parts, tried)
    return BlameReport(parts, tried, faults, [_charge(parts, name, tried, diagnosed) for name in names])


def _charge(parts: ModelPieces, name: str, tried: Case, diagnosed: bool) -> GuiltyPiece:
    """Say where a piece goes wrong; a model other than the one that showed it may have to be asked."""
    exercise = registry.entry(name)
    submission = load_local(exercise, parts.alone(name), parts.seconds)
    models = [tried, *(other for other in whole_models.MODELS if other is not tried)]
    found = next((found for each in models if (found := replay.where(submission, each))), None)
    known = (
        diagnose(Evaluation(exercise, load_local(exercise, parts.alone(name), parts.seconds))) if diagnosed else None
    )
    return GuiltyPiece(name, submission.path, found, known)
