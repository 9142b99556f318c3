"""Estimates of train and validation loss at intervals of a run: means over a few batches drawn for them alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from grader.files import write_atomically

FILE = "estimates.json"

BEST = "best"
"""The folder, in the run's, of the checkpoint whose estimated validation loss is the lowest."""


@dataclass(frozen=True)
class Estimate:
    """The mean losses in nats after so many steps; `validation` is None where nothing is held out."""

    step: int
    train: float
    validation: float | None


def save(estimates: list[Estimate], folder: Path) -> None:
    """Write estimates.json: {"step": [...], "train": [...], "validation": [...]}."""
    columns = {field.name: [getattr(e, field.name) for e in estimates] for field in fields(Estimate)}
    write_atomically(folder / FILE, json.dumps(columns) + "\n")


def load(folder: Path, done: int) -> list[Estimate]:
    """Return a folder's estimates up to the step `done`; none where the file is missing or damaged."""
    try:
        columns = json.loads((folder / FILE).read_text(encoding="utf-8"))
        rows = zip(*(columns[field.name] for field in fields(Estimate)), strict=True)
        return [Estimate(*row) for row in rows if row[0] <= done]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def best(estimates: Sequence[Estimate]) -> Estimate | None:
    """Return the first with the lowest validation loss; None where there is none."""
    validated = [e for e in estimates if e.validation is not None]
    return min(validated, key=lambda e: (e.validation, e.step)) if validated else None


def batches(ids: np.ndarray, T: int, size: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Cut ids (N,) into inputs and targets (n, T), n at most `size`: each id but the first is a target once.

    What is left at the end is a batch of one shorter row.
    """
    scored = max(0, len(ids) - 1)
    whole = scored // T * T
    x, y = ids[:whole].reshape(-1, T), ids[1 : whole + 1].reshape(-1, T)
    found = [(x[i : i + size], y[i : i + size]) for i in range(0, len(x), size)]
    return [*found, (ids[None, whole:-1], ids[None, whole + 1 :])] if whole < scored else found
