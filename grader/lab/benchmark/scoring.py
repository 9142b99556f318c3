"""Score batches of token ids with a model: each scored token's loss, and whether it was the model's first choice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.lab.model.device import on_host
from grader.lab.model.memory import peak_memory
from reference import evaluation
from reference.evaluation import ScoredIds, TokenScores

BATCH = 1024
"""Tokens in a batch of short units, padding included; a unit that is longer is a batch of its own."""

LogitsAt = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""ids (B, T), rows (n,), columns (n,) -> logits (n, V) at these n positions."""
Losses = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""logits (n, V), targets (n,) -> losses (n,) in nats."""


@dataclass(frozen=True)
class UnitScores:
    """The scores of some units, by their numbers; the seconds it took, and the peak memory so far, in bytes."""

    scores: dict[int, TokenScores]
    seconds: float
    peak: int


def score(units: Sequence[ScoredIds], todo: Sequence[int], logits_at: LogitsAt, losses: Losses) -> Iterator[UnitScores]:
    """Score the units whose numbers are in `todo`, and yield batch by batch."""
    for numbers in evaluation.batches(units, todo, BATCH):
        yield score_batch(numbers, [units[i] for i in numbers], logits_at, losses)


def score_batch(numbers: Sequence[int], units: Sequence[ScoredIds], logits_at: LogitsAt, losses: Losses) -> UnitScores:
    """Score the units of one batch, which have these numbers."""
    start = time.perf_counter()
    ids, rows, columns = evaluation.padded(units)
    logits = logits_at(ids, rows, columns)  # (n, V)
    targets = np.concatenate([unit.targets for unit in units])  # (n,)
    nll, right = on_host(losses(logits, targets)), on_host(logits.argmax(axis=-1)) == targets  # (n,) each
    scores = evaluation.split(units, nll, right)
    return UnitScores(dict(zip(numbers, scores, strict=True)), time.perf_counter() - start, peak_memory())
