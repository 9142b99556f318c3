"""The 124M model reads 1,024 tokens and says all logits: the engine, the plain solutions, its products, PyTorch."""

from __future__ import annotations

import numpy as np

from bench import models, replay
from bench.figure import Figure, Goal, Work

T = 1024


def _ids() -> np.ndarray:
    return np.ascontiguousarray(models.tokens(models.GPT2_124M, 1, T)[:, :T])  # (1, T)


def fast() -> Work:
    """Return the engine's forward."""
    model, ids = models.engine(models.weights(models.GPT2_124M)), _ids()

    def work() -> None:
        model.logits(ids)

    return work


def plain() -> Work:
    """Return the forward of the plain solutions in float32."""
    from grader.lab.model.gpt2 import GPT2
    from grader.lab.model.memory import keep_memory
    from grader.lab.model.resolve_pieces import solution_pieces

    keep_memory()  # as the commands that run it
    model, ids = GPT2(solution_pieces(), models.weights(models.GPT2_124M), np.float32), _ids()

    def work() -> None:
        model.logits(ids)

    return work


def products() -> Work:
    """Return the matrix products alone."""
    return replay.forward(models.weights(models.GPT2_124M), T)


def pytorch() -> Work:
    """Return PyTorch's forward."""
    model = models.pytorch(models.weights(models.GPT2_124M))
    import torch

    ids = torch.from_numpy(_ids())

    def work() -> None:
        with torch.inference_mode():
            model(ids)

    return work


FIGURE = Figure(
    title="124M forward, 1,024 tokens, all logits",
    sides={"fast": fast, "plain solutions": plain, "matrix products": products, "PyTorch": pytorch},
    goals=(
        Goal("fast", "matrix products", 1.05),
        Goal("fast", "PyTorch"),
        Goal("plain solutions", "PyTorch", 0.95),
        Goal("matrix products", "PyTorch", means="what no GPT-2 on this BLAS can be below"),
    ),
    tokens=T,
    peak_mb={"fast": 800},
)
