"""The training curve as a picture: the two losses, how far they are apart, the learning rate, the gradient's norm."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.lab.gates.differences import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WITHOUT_MATPLOTLIB = "no picture of the training curve: matplotlib is not installed (`pip install -e '.[plots]'`)"

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


def possible() -> bool:
    """Whether matplotlib is there."""
    return importlib.util.find_spec("matplotlib") is not None


def draw(numbers: Mapping[str, Any], path: Path) -> None:
    """Write the picture of the training curve's numbers to `path`."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(10, 8.4), layout="constrained")
        places = figure.subplot_mosaic(
            [["loss", "loss"], ["difference", "difference"], ["rate", "norm"]], height_ratios=[2.4, 1.25, 1.25]
        )
        steps = np.arange(len(numbers["numpy"]))
        _losses(places["loss"], steps, numbers)
        _difference(places["difference"], steps, numbers)
        _rate(places["rate"], steps, numbers)
        _norm(places["norm"], steps, numbers)
        for place in places.values():
            place.set_xlim(-1, len(steps))
        for name in ("rate", "norm"):
            places[name].set_xlabel("step")
        figure.savefig(path, dpi=150)


def _losses(place: Axes, steps: np.ndarray, numbers: Mapping[str, Any]) -> None:
    place.plot(steps, numbers["numpy"], color=NUMPY, linewidth=5, alpha=0.45, solid_capstyle="round", label="NumPy")
    place.plot(steps, numbers["pytorch"], color=PYTORCH, linewidth=1.4, label="PyTorch")
    place.set_title(
        f"Loss of {len(steps)} steps of a small GPT-2, from the same start on the same batches", weight="bold"
    )
    place.set_ylabel("loss (nats)")
    place.legend(loc="upper right")


def _difference(place: Axes, steps: np.ndarray, numbers: Mapping[str, Any]) -> None:
    off = np.asarray(numbers["difference"], dtype=float)
    shown = np.where(off > 0, off, np.nan)  # 0 has no place on a logarithmic axis
    place.axhline(numbers["limit"], color=LIMIT, linewidth=1.2, linestyle=(0, (5, 3)))
    place.annotate(
        f"the gate: {numbers['limit']:g}", (0, numbers["limit"]), (2, -4), textcoords="offset points",
        color=LIMIT, va="top", fontsize=9,
    )  # fmt: skip
    place.vlines(steps, 1e-12, shown, color=INK, linewidth=1, alpha=0.25)
    place.plot(steps, shown, "o", color=INK, markersize=2.6)
    place.set_yscale("log")
    least = np.nanmin(shown) if np.any(off > 0) else 1e-7
    place.set_ylim(10.0 ** np.floor(np.log10(least)), max(4 * numbers["limit"], 2 * off.max()))
    place.set_title(f"|NumPy − PyTorch|, at most {number(float(off.max()))}")
    place.set_ylabel("difference (nats)")


def _rate(place: Axes, steps: np.ndarray, numbers: Mapping[str, Any]) -> None:
    rate = 1e3 * np.asarray(numbers["learning_rate"][: len(steps)])
    place.fill_between(steps, rate, color=NUMPY, alpha=0.12, linewidth=0)
    place.plot(steps, rate, color=NUMPY, linewidth=1.8)
    place.set_ylim(0, 1.12 * rate.max())
    place.set_title("Learning rate")
    place.set_ylabel("lr × 10³")


def _norm(place: Axes, steps: np.ndarray, numbers: Mapping[str, Any]) -> None:
    place.plot(steps, numbers["norm_numpy"], color=NUMPY, linewidth=4, alpha=0.45, label="NumPy")
    place.plot(steps, numbers["norm_pytorch"], color=PYTORCH, linewidth=1.2, label="PyTorch")
    place.axhline(1.0, color=LIMIT, linewidth=1.2, linestyle=(0, (5, 3)))
    place.set_ylim(0, 1.12 * max(*numbers["norm_numpy"], 1.0))
    place.set_title("Gradient norm before clipping at 1")
