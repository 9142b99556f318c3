"""The curve of a run: the loss, the gradient's norm and the learning rate of every step, as JSON and as a picture."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

FILE = "curve.json"


COLUMNS = ("step", "loss", "norm", "lr")


@dataclass
class Curve:
    """One row for each step taken: its number from 0, its loss, its gradient's norm (None if unknown), its rate."""

    rows: list[tuple[int, float, float | None, float]] = field(default_factory=list)

    def save(self, folder: Path) -> None:
        """Write curve.json, whole at any moment: {"step": [...], "loss": [...], "norm": [...], "lr": [...]}."""
        columns = {name: [row[i] for row in self.rows] for i, name in enumerate(COLUMNS)}
        partial = folder / f"{FILE}.partial"
        partial.write_text(json.dumps(columns) + "\n", encoding="utf-8")
        partial.replace(folder / FILE)


def load(folder: Path, before: int) -> Curve:
    """Return what curve.json has of the steps before this one; what is missing there is left out."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        rows = zip(*(found[name] for name in COLUMNS), strict=True)
        return Curve([row for row in rows if row[0] < before])
    except (OSError, ValueError, KeyError, TypeError):
        return Curve()


def draw(curve: Curve, path: Path, title: str, vocab_size: int, validation: float | None = None) -> bool:
    """Draw the curve as PNG; return False where matplotlib is not installed."""
    try:
        import matplotlib as mpl  # an extra, and slow to import
    except ImportError:
        return False
    mpl.use("Agg")  # a file is wanted, no window
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
        top.set_yscale("log")  # a task is solved by several powers of ten
    top.set(title=title, ylabel="loss (nats)")
    top.legend(frameon=False)
    bottom.plot(steps, rates, color="tab:green")
    bottom.set(xlabel="step", ylabel="learning rate", ylim=(0, None))
    beside = bottom.twinx()
    beside.plot(steps, norms, color="tab:orange", alpha=0.4, linewidth=0.8)
    beside.set(ylabel="gradient norm", ylim=(0, None))
    bottom.yaxis.label.set_color("tab:green")
    beside.yaxis.label.set_color("tab:orange")
    for panel in (top, bottom, beside):
        panel.spines["top"].set_visible(False)
    figure.savefig(path, dpi=120)
    plt.close(figure)
    return True
