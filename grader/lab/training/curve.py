"""The training curve: loss, gradient norm and learning rate of every step, as JSON and as a picture."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from grader.files import write_atomically

FILE = "curve.json"

COLUMNS = ("step", "loss", "norm", "lr")


@dataclass
class Curve:
    """A row for each step taken: number from 0, loss, gradient norm (None if unknown), learning rate."""

    rows: list[tuple[int, float, float | None, float]] = field(default_factory=list)

    def save(self, folder: Path) -> None:
        """Write curve.json: {"step": [...], "loss": [...], "norm": [...], "lr": [...]}."""
        columns = {name: [row[i] for row in self.rows] for i, name in enumerate(COLUMNS)}
        write_atomically(folder / FILE, json.dumps(columns) + "\n")


def load(folder: Path, before: int) -> Curve:
    """Return the steps before this one from a folder's curve.json; none where it is missing or damaged."""
    try:
        columns = json.loads((folder / FILE).read_text(encoding="utf-8"))
        rows = zip(*(columns[name] for name in COLUMNS), strict=True)
        return Curve([row for row in rows if row[0] < before])
    except (OSError, ValueError, KeyError, TypeError):
        return Curve()


def draw(curve: Curve, path: Path, title: str, vocab_size: int, validation: float | None = None) -> bool:
    """Draw the curve as a PNG file; return False where matplotlib is not installed.

    ln(vocab_size) is the loss of a uniform guess; `validation` is the loss on what was held out.
    """
    try:
        import matplotlib as mpl  # an extra, and slow to import
    except ImportError:
        return False
    mpl.use("Agg")  # draws to files, and needs no display
    from matplotlib import pyplot as plt

    figure, (top, bottom) = plt.subplots(
        2, 1, sharex=True, figsize=(8, 5.5), height_ratios=(3, 1), layout="constrained"
    )
    steps, losses, norms, rates = np.array(curve.rows, dtype=float).T  # (steps, 4) -> four of (steps,); None is nan
    steps += 1
    top.plot(steps, losses, color="tab:blue", alpha=0.3, linewidth=0.8, label="loss of each step's batch")
    width = max(1, len(losses) // 50)
    if width > 1:
        smooth = np.convolve(losses, np.full(width, 1 / width), mode="valid")
        top.plot(steps[width - 1 :], smooth, color="tab:blue", linewidth=1.8, label=f"mean of the last {width}")
    top.axhline(math.log(vocab_size), color="grey", linestyle=":", label=f"ln {vocab_size:,}: knows nothing")
    if validation is not None:
        top.axhline(validation, color="tab:red", linestyle="--", linewidth=1, label=f"held out: {validation:.3f}")
    if 0 < losses.min() < 0.01:
        top.set_yscale("log")  # on a task the loss falls by several powers of ten
    top.set(title=title, ylabel="loss (nats)")
    top.legend(frameon=False)
    bottom.plot(steps, rates, color="tab:green")
    bottom.set(xlabel="step", ylabel="learning rate", ylim=(0, None))
    bottom.yaxis.label.set_color("tab:green")
    right = bottom.twinx()
    right.plot(steps, norms, color="tab:orange", alpha=0.4, linewidth=0.8)
    right.set(ylabel="gradient norm", ylim=(0, None))
    right.yaxis.label.set_color("tab:orange")
    for panel in (top, bottom, right):
        panel.spines["top"].set_visible(False)
    figure.savefig(path, dpi=120)
    plt.close(figure)
    return True
