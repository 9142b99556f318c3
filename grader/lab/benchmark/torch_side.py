"""PyTorch's side: `python -m grader.lab.benchmark.torch_side MODEL GELU` reads the model, then a job's name per line.

A job is an .npz with units and the numbers of those to read. A line of JSON is printed for each batch, and null behind
the last.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from grader.lab.benchmark import checkpoint, scoring
from reference.evaluation import ScoredIds

if TYPE_CHECKING:
    from reference.gpt2_torch import TorchGPT2


def main() -> None:
    """Load the model, then score job after job."""
    import torch

    from reference.gpt2_torch import from_checkpoint

    found = checkpoint.load(*sys.argv[1:])
    model = from_checkpoint(found.checkpoint, torch.float64 if found.dtype == "float64" else torch.float32)
    del found  # the arrays: PyTorch has its own
    scoring.forget_peak()
    for line in sys.stdin:
        units, todo = _read(line.rstrip("\n"))
        with torch.inference_mode():
            for answer in scoring.score(units, todo, lambda *places: at(model, *places), losses):
                scores = {number: asdict(scores) for number, scores in answer.scores.items()}
                print(json.dumps({"told": scores, "seconds": answer.seconds, "peak": answer.peak}), flush=True)
        print("null", flush=True)


def write(path: str, units: Sequence[ScoredIds], todo: Sequence[int]) -> None:
    """Write a job."""
    lengths, scored = [len(unit.ids) for unit in units], [unit.scored for unit in units]
    np.savez(path, todo=todo, ids=np.concatenate([unit.ids for unit in units]), lengths=lengths, scored=scored)


def _read(path: str) -> tuple[list[ScoredIds], list[int]]:
    with np.load(path) as job:
        pieces = np.split(job["ids"], np.cumsum(job["lengths"])[:-1])
        units = [ScoredIds(ids, int(scored)) for ids, scored in zip(pieces, job["scored"], strict=True)]
        return units, job["todo"].tolist()


def at(model: TorchGPT2, ids: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return logits (n, V) of n places of ids (B, T): the head, as on our side, is for the scored places alone."""
    import torch
    from torch.nn import functional as F

    x = model.wte(torch.from_numpy(ids)) + model.wpe.weight[: ids.shape[1]]  # (B, T, D)
    for block in model.h:
        x = block(x)
    places = x[torch.from_numpy(rows), torch.from_numpy(columns)]  # (n, D)
    return F.linear(model.lnf(places), model.wte.weight if model.head is None else model.head.weight).numpy()


def losses(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return PyTorch's own cross-entropy of each token, (n,)."""
    import torch
    from torch.nn import functional as F

    return F.cross_entropy(torch.from_numpy(logits), torch.from_numpy(targets), reduction="none").double().numpy()


if __name__ == "__main__":
    main()
