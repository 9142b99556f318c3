"""Evaluation by the protocol of `grader benchmark --subset`: a few of its windows and passages, and PyTorch the same.

Engine and PyTorch are the benchmark's own: its units in its batches, and the head for the scored places alone.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from bench import models, replay
from bench.figure import Figure, Goal, Work
from grader.errors import BadInput
from grader.lab.benchmark import protocol, scoring
from reference import evaluation
from reference.evaluation import ScoredIds

TOKENS, PASSAGES = 2048, 16
"""Three windows of 1,024 at a stride of 512, and passages: the subset has 18,000 tokens and 150 passages."""


def _units() -> list[list[ScoredIds]]:
    folder = os.environ.get("GPT2_DATA")
    if not folder:
        raise BadInput("GPT2_DATA is not set: it names the folder with wiki.test.raw and lambada_test.jsonl.")
    asked = protocol.text_protocol(models.GPT2_124M, Path(folder), protocol.Limits(tokens=TOKENS, passages=PASSAGES))
    return [task.units for task in asked.tasks]


def tokens() -> int:
    """Return how many tokens are read."""
    return sum(unit.read for units in _units() for unit in units)


def _scored(logits: scoring.LogitsAt, losses: scoring.Losses) -> Work:
    tasks = _units()

    def work() -> None:
        for units in tasks:
            for _ in scoring.score(units, range(len(units)), logits, losses):
                pass

    return work


def fast() -> Work:
    """Return the engine's evaluation."""
    from grader.lab.model.engine import EngineModel
    from grader.lab.model.resolve_pieces import solution_pieces

    engine = EngineModel(solution_pieces(), models.weights(models.GPT2_124M))
    return _scored(engine.logits_at, engine.losses)


def products() -> Work:
    """Return the matrix products of the same batches."""
    batches = []
    for units in _units():
        for numbers in evaluation.batches(units, range(len(units)), scoring.BATCH):
            ids, rows, _ = evaluation.padded([units[i] for i in numbers])
            batches.append((*ids.shape, len(rows)))
    return replay.scoring(models.weights(models.GPT2_124M), batches)


def pytorch() -> Work:
    """Return PyTorch's evaluation."""
    models.need_torch()
    import torch

    from grader.lab.benchmark import torch_side

    model = models.pytorch(models.weights(models.GPT2_124M))

    def logits(ids: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return torch_side.logits_at(model, ids, rows, columns)

    return _scored(logits, torch_side.losses)


FIGURE = Figure(
    title=f"124M, evaluation as by --subset, {TOKENS:,} tokens of WikiText-103 and {PASSAGES} passages of LAMBADA",
    sides={"fast": fast, "matrix products": products, "PyTorch": pytorch},
    goals=(Goal("fast", "matrix products", 1.10), Goal("fast", "PyTorch")),
    tokens=tokens,
    rounds=3,
)
