"""One side of a benchmark: a model that reads batches of units, and what it says of them, batch by batch."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reference import evaluation
from reference.evaluation import ScoredIds, TokenScores

BATCH = 1024
"""Tokens read at once, where units are short; padding counts."""

Logits = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""ids (B, T), and the rows and columns of n of their places -> logits (n, V) there."""
Losses = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""logits (n, V), targets (n,) -> losses (n,) in nats."""


@dataclass(frozen=True)
class UnitScores:
    """What was said of some units, by their numbers; the seconds it took, and the peak memory so far in bytes."""

    scores: dict[int, TokenScores]
    seconds: float
    peak: int


def score(units: Sequence[ScoredIds], todo: Sequence[int], logits: Logits, losses: Losses) -> Iterator[UnitScores]:
    """Read the units of `todo` in batches and yield an answer for each batch."""
    for numbers in evaluation.batches(units, todo, BATCH):
        start = time.perf_counter()
        batch = [units[i] for i in numbers]
        ids, rows, columns = evaluation.padded(batch)
        found = logits(ids, rows, columns)  # (n, V)
        targets = np.concatenate([unit.targets for unit in batch])  # (n,)
        scores = evaluation.split(batch, losses(found, targets), found.argmax(axis=-1) == targets)
        yield UnitScores(dict(zip(numbers, scores, strict=True)), time.perf_counter() - start, peak())


def forget_peak() -> None:
    """Count the peak memory from now on, where the system can: what loading took is no part of scoring."""
    try:
        Path("/proc/self/clear_refs").write_text("5")  # Linux, proc(5)
    except OSError:
        return


def peak() -> int:
    """Return the most memory that this process held, in bytes."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
    except (OSError, StopIteration):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
