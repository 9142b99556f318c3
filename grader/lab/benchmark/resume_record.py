"""What was scored so far, a line for each batch: an interrupted run goes on from there.

A record lies in `.grader/benchmark`, named by a hash of everything that the figures depend on: the checkpoint, the
data, the protocol, and the side that was measured. It goes when its run is whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from grader.lab.benchmark.scoring import UnitScores
from grader.paths import workspace
from reference.evaluation import TokenScores


class ResumeRecord:
    """The answers of one side, kept as they come."""

    def __init__(self, *depends_on: object) -> None:
        key = hashlib.sha256(json.dumps(depends_on, default=str).encode()).hexdigest()[:20]
        self.path = workspace() / ".grader" / "benchmark" / f"{key}.jsonl"
        self.scores: dict[int, TokenScores] = {}
        self.seconds = 0.0
        self.peak = 0
        for answer in self._answers():
            self._take(answer)
        self.resumed = len(self.scores)

    def keep(self, answer: UnitScores) -> None:
        """Add an answer, on disk before it counts."""
        scores = {str(number): asdict(scores) for number, scores in answer.scores.items()}
        line = {"told": scores, "seconds": answer.seconds, "peak": answer.peak}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self._take(answer)

    def all(self, count: int) -> Sequence[TokenScores]:
        """Return what was told of every unit, in their order."""
        return [self.scores[number] for number in range(count)]

    def done(self) -> None:
        """Forget the record: its run is whole."""
        self.path.unlink(missing_ok=True)

    def _take(self, answer: UnitScores) -> None:
        self.scores |= answer.scores
        self.seconds += answer.seconds
        self.peak = max(self.peak, answer.peak)

    def _answers(self) -> list[UnitScores]:
        """Return what the whole lines tell; a last one that was cut off is taken away, so that the next stands alone.

        A record that is damaged elsewhere is worth nothing, and goes.
        """
        if not self.path.is_file():
            return []
        text = self.path.read_text(encoding="utf-8", errors="replace")
        whole = text[: text.rfind("\n") + 1]
        try:
            found = [answer_of(line) for line in whole.splitlines()]
        except (ValueError, KeyError, TypeError, AttributeError):
            whole, found = "", []
        if whole != text:
            self.path.write_text(whole, encoding="utf-8")
        return found


def answer_of(line: str) -> UnitScores:
    """Return the answer of a line: of a record's, or of one that PyTorch's process printed."""
    found = json.loads(line)
    scores = {int(number): TokenScores(**scores) for number, scores in found["told"].items()}
    return UnitScores(scores, float(found["seconds"]), int(found["peak"]))
