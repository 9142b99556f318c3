"""PyTorch's side of the benchmark, called in `TorchProcess`: it loads the model once, and scores batch after batch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

import numpy as np
import torch
from torch.nn import functional as F

from grader.lab.benchmark import checkpoint, scoring
from grader.lab.benchmark.scoring import UnitScores
from grader.lab.model.memory import reset_peak_memory
from reference.evaluation import ScoredIds
from reference.gpt2_torch import TorchGPT2, from_checkpoint


def score_batch(model: tuple[str, str, int], numbers: Sequence[int], units: Sequence[ScoredIds]) -> UnitScores:
    """Score the units of one batch, which have these numbers; `model` is what `checkpoint.load` takes."""
    loaded = _load(*model)
    with torch.inference_mode():
        return scoring.score_batch(numbers, units, partial(logits_at, loaded), losses)


@cache
def _load(spec: str, gelu: str, heads: int) -> TorchGPT2:
    """Return the model, loaded by the first call; the peak memory is counted from then on."""
    loaded = checkpoint.load(spec, gelu, heads)
    model = from_checkpoint(loaded.checkpoint, torch.float64 if loaded.dtype == "float64" else torch.float32)
    del loaded  # its arrays: PyTorch has its own
    reset_peak_memory()
    return model


def logits_at(model: TorchGPT2, ids: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return logits (n, V) of n positions of ids (B, T): as on our side, the head computes the scored ones alone."""
    x = model.wte(torch.from_numpy(ids)) + model.wpe.weight[: ids.shape[1]]  # (B, T, D)
    for block in model.h:
        x = block(x)
    x = x[torch.from_numpy(rows), torch.from_numpy(columns)]  # (n, D)
    return F.linear(model.lnf(x), model.wte.weight if model.head is None else model.head.weight).numpy()


def losses(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return PyTorch's cross-entropy of each token, (n,) in float64."""
    return F.cross_entropy(torch.from_numpy(logits), torch.from_numpy(targets), reduction="none").double().numpy()
