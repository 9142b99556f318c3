"""Draw the training curve: both losses, their difference, the learning rate and the gradient's norm."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.lab.gates.differences import format_number
from grader.paths import installing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WITHOUT_MATPLOTLIB = f"no picture of the training curve: matplotlib is not installed ({installing('plots')})"

NUMPY, PYTORCH, LIMIT, INK, FAINT = "#1f6fb4", "#e8622c", "#b3261e", "#2b2f36", "#8a9099"

STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.titlepad": 8,
    "axes.grid": True,
    "grid.color": "#e6e8eb",
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "text.color": INK,
}


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return importlib.util.find_spec("matplotlib") is not None


def draw(numbers: Mapping[str, Any], path: Path) -> None:
    """Draw the numbers of the gate "training curve" as a PNG file."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(10, 8.4), layout="constrained")
        panels = figure.subplot_mosaic(
            [["loss", "loss"], ["difference", "difference"], ["rate", "norm"]], height_ratios=[2.4, 1.25, 1.25]
        )
        steps = np.arange(len(numbers["numpy"]))
        _draw_losses(panels["loss"], steps, numbers)
        _draw_difference(panels["difference"], steps, numbers)
        _draw_rate(panels["rate"], steps, numbers)
        _draw_norm(panels["norm"], steps, numbers)
        for panel in panels.values():
            panel.set_xlim(-1, len(steps))
        for name in ("rate", "norm"):
            panels[name].set_xlabel("step")
        figure.savefig(path, dpi=150)


def _draw_losses(panel: Axes, steps: np.ndarray, numbers: Mapping[str, Any]) -> None:
    panel.plot(steps, numbers["numpy"], color=NUMPY, linewidth=5, alpha=0.45, solid_capstyle="round", label="NumPy")
    panel.plot(steps, numbers["pytorch"], color=PYTORCH, linewidth=1.4, label="PyTorch")
    panel.set_title(
        f"Loss of {len(steps)} steps of a small GPT-2, from the same start on the same batches", weight="bold"
    )
    panel.set_ylabel("loss (nats)")
    panel.legend(loc="upper right")


def _draw_difference(panel: Axes, steps: np.ndarray, numbers: Mapping[str, Any]) -> None:
    difference = np.asarray(numbers["difference"], dtype=float)
    shown = np.where(difference > 0, difference, np.nan)  # 0 has no place on a logarithmic axis
    panel.axhline(numbers["limit"], color=LIMIT, linewidth=1.2, linestyle=(0, (5, 3)))
    panel.annotate(
        f"the gate: {numbers['limit']:g}", (0, numbers["limit"]), (2, -4), textcoords="offset points",
        color=LIMIT, va="top", fontsize=9,
    )  # fmt: skip
    panel.vlines(steps, 1e-12, shown, color=INK, linewidth=1, alpha=0.25)
    panel.plot(steps, shown, "o", color=INK, markersize=2.6)
    panel.set_yscale("log")
    least = np.nanmin(shown) if np.any(difference > 0) else 1e-7
    panel.set_ylim(10.0 ** np.floor(np.log10(least)), max(4 * numbers["limit"], 2 * difference.max()))
    panel.set_title(f"|NumPy − PyTorch|, at most {format_number(float(difference.max()))}")
    panel.set_ylabel("difference (nats)")


def _draw_rate(panel: Axes, steps: np.ndarray, numbers: Mapping[str, Any]) -> None:
    rate = 1e3 * np.asarray(numbers["learning_rate"][: len(steps)])
    panel.fill_between(steps, rate, color=NUMPY, alpha=0.12, linewidth=0)
    panel.plot(steps, rate, color=NUMPY, linewidth=1.8)
    panel.set_ylim(0, 1.12 * rate.max())
    panel.set_title("Learning rate")
    panel.set_ylabel("lr × 10³")


def _draw_norm(panel: Axes, steps: np.ndarray, numbers: Mapping[str, Any]) -> None:
    panel.plot(steps, numbers["norm_numpy"], color=NUMPY, linewidth=4, alpha=0.45, label="NumPy")
    panel.plot(steps, numbers["norm_pytorch"], color=PYTORCH, linewidth=1.2, label="PyTorch")
    panel.axhline(1.0, color=LIMIT, linewidth=1.2, linestyle=(0, (5, 3)))
    panel.set_ylim(0, 1.12 * max(*numbers["norm_numpy"], 1.0))
    panel.set_title("Gradient norm before clipping at 1")
