"""Find out whether a student's whole model differs from the reference's, which pieces make it differ, and where."""

from __future__ import annotations

import math
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
from grader.lab.blame.model_pieces import ModelPieces
from grader.lab.blame.replay import FaultyCall
from grader.lab.blame.whole_models import Direction, Discrepancy


@dataclass(frozen=True)
class GuiltyPiece:
    """A piece whose swap helps to mend the model; `faulty_call` is None where no call in the reference's is wrong."""

    piece: str
    file: Path
    faulty_call: FaultyCall | None
    diagnosis: Diagnosis | None = None

    @property
    def phrase(self) -> str:
        """The place in a few words: "block 2, attention_scores, backward, dK"."""
        if self.faulty_call is None:
            return self.piece
        found = self.faulty_call.discrepancy
        is_gradient = found.of and found.direction is Direction.BACKWARD
        gradient = [whole_models.label_of(found.direction, found.of)] if is_gradient else []
        return ", ".join([self.faulty_call.call.place, found.direction, *gradient])

    @property
    def message(self) -> str:
        """What is wrong there, in words: "block 2, attention_scores, backward, dK[0, 1]: wanted …, got …"."""
        if self.faulty_call is None:
            return (
                f"{self.piece}: the model is right once it is swapped, yet on all that the reference's model asks of "
                f"it, it is right too. `grader check {self.piece}` asks more; does it read or change a global?"
            )
        found = self.faulty_call.discrepancy
        joint = ", " if found.of else ": "  # a message about an array begins with the array's name
        message = f"{self.faulty_call.call.place}, {found.direction}{joint}{found.message}"
        if not self.faulty_call.interleaved:
            return message
        return (
            f"{message}. Each call is right by itself; it goes wrong when every forward is called before the first "
            "backward. What backward needs belongs to its own call: keep it in no global, and hand out no array that "
            "the next call writes to."
        )

    def as_json(self) -> dict[str, Any]:
        """Return what is known of the piece as a JSON object."""
        faulty = self.faulty_call
        call, found = (faulty.call, faulty.discrepancy) if faulty else (None, None)
        return {
            "piece": self.piece,
            "file": str(self.file),
            "where": self.phrase,
            "block": call.block if call else None,
            "role": call.role or None if call else None,
            "inside": [outer.piece for outer in call.within][:0:-1] if call else [],
            "direction": found.direction.value if found else None,
            "argument": found.of.removeprefix("params.") or None if found else None,
            "index": list(found.index) if found and found.wanted is not None else None,
            "wanted": _finite(found.wanted) if found else None,
            "got": _finite(found.got) if found else None,
            "message": self.message,
            "wrong_calls": faulty.wrong if faulty else 0,
            "calls": faulty.calls if faulty else 0,
            "diagnosis": asdict(self.diagnosis) if self.diagnosis else None,
        }


def _finite(x: float | None) -> float | None:
    """Return the number, None where it is infinite or NaN: JSON has neither."""
    return x if x is not None and math.isfinite(x) else None


@dataclass(frozen=True)
class BlameReport:
    """Of which pieces the model was made, how it differs from the reference's, and by which of them, lowest first.

    `model` is the first that differs, None where none does.
    """

    pieces: ModelPieces
    model: Case | None = None
    discrepancies: list[Discrepancy] = field(default_factory=list)
    guilty: list[GuiltyPiece] = field(default_factory=list)

    @property
    def differences(self) -> list[str]:
        """What of the whole model differs, in words: the loss first, then the gradients in the order of params."""
        return [
            f"the loss{found.message.removeprefix(found.of)}" if found.of == "output" else found.message
            for found in self.discrepancies
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as a JSON object."""
        return {
            "right": not self.discrepancies,
            "pieces": list(self.pieces.names),
            "borrowed": list(self.pieces.borrowed),
            "model": self.model.label if self.model else None,
            "differs": self.differences,
            "guilty": [each.as_json() for each in self.guilty],
        }


def find_blame(pieces: ModelPieces, *, diagnosed: bool = True) -> BlameReport:
    """Compare the whole models made of these pieces with the reference's, and find the guilty where one differs."""
    wrong = swap_search.first_wrong_model(pieces)
    if wrong is None:
        return BlameReport(pieces)
    model, discrepancies = wrong
    names = swap_search.find_guilty(pieces, model)
    return BlameReport(pieces, model, discrepancies, [_locate(pieces, name, model, diagnosed) for name in names])


def _locate(pieces: ModelPieces, name: str, wrong_model: Case, diagnosed: bool) -> GuiltyPiece:
    """Find the call in which a piece goes wrong, in the model that differed or, if not there, in another."""
    exercise = registry.entry(name)
    submission = load_local(exercise, pieces.tree_of_one(name), pieces.seconds)
    models = [wrong_model, *(model for model in whole_models.MODELS if model is not wrong_model)]
    faulty_call = next((found for model in models if (found := replay.find_faulty_call(submission, model))), None)
    diagnosis = None
    if diagnosed:
        diagnosis = diagnose(Evaluation(exercise, load_local(exercise, pieces.tree_of_one(name), pieces.seconds)))
    return GuiltyPiece(name, submission.path, faulty_call, diagnosis)
