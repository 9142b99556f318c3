"""What was scored so far, a line of JSON for each batch: an interrupted benchmark goes on from there.

A record is a file in `.grader/benchmark`, named by a hash of all that the figures depend on: checkpoint, data, protocol
and side. It is deleted when its benchmark is complete.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from grader.files import write_atomically
from grader.lab.benchmark.scoring import UnitScores
from grader.paths import workspace
from reference.evaluation import TokenScores


class ResumeRecord:
    """The scores of one side on one task: those of an interrupted run, and those that are added."""

    def __init__(self, *depends_on: object) -> None:
        key = hashlib.sha256(json.dumps(depends_on, default=str).encode()).hexdigest()[:20]
        self.path = workspace() / ".grader" / "benchmark" / f"{key}.jsonl"
        self.scores: dict[int, TokenScores] = {}
        self.seconds = 0.0
        self.peak = 0
        for batch in self._read():
            self._add(batch)
        self.resumed = len(self.scores)

    def append(self, batch: UnitScores) -> None:
        """Add a batch, written to disk before it counts."""
        scores = {str(number): asdict(scores) for number, scores in batch.scores.items()}
        line = json.dumps({"scores": scores, "seconds": batch.seconds, "peak": batch.peak})
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        self._add(batch)

    def all(self, count: int) -> Sequence[TokenScores]:
        """Return the scores of the units 0 to count - 1."""
        return [self.scores[number] for number in range(count)]

    def delete(self) -> None:
        """Delete the file: its benchmark is complete."""
        self.path.unlink(missing_ok=True)

    def _add(self, batch: UnitScores) -> None:
        self.scores |= batch.scores
        self.seconds += batch.seconds
        self.peak = max(self.peak, batch.peak)

    def _read(self) -> list[UnitScores]:
        """Return the batches of the complete lines; a last line that was cut off is removed from the file.

        Of a file that is damaged elsewhere nothing is kept.
        """
        if not self.path.is_file():
            return []
        text = self.path.read_text(encoding="utf-8", errors="replace")
        complete = text[: text.rfind("\n") + 1]
        try:
            batches = [_parse(line) for line in complete.splitlines()]
        except (ValueError, KeyError, TypeError, AttributeError):
            complete, batches = "", []
        if complete != text:
            write_atomically(self.path, complete)
        return batches


def _parse(line: str) -> UnitScores:
    batch = json.loads(line)
    scores = {int(number): TokenScores(**scores) for number, scores in batch["scores"].items()}
    return UnitScores(scores, float(batch["seconds"]), int(batch["peak"]))
