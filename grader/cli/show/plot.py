"""The picture as a PNG with titles, axes and colour bars, by matplotlib."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from grader.cli.show.colour_map import to_rgb
from grader.cli.show.picture import Picture, Slice

MAP = ListedColormap(to_rgb(np.linspace(-1, 1, 513), 1.0) / 255)
MARKED = 1200
"""Entries of a slice in which marks can be told apart."""


def save_plot(picture: Picture, slices: int, path: Path) -> None:
    """Write the first `slices` slices to a PNG file."""
    parts = picture.slices[:slices]
    height = min(5.0, max(1.6, 9.0 / 3 * parts[0].true.shape[0] / parts[0].true.shape[1]))
    figure = Figure(figsize=(11, (height + 0.9) * len(parts) + 0.9), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(parts), 3, squeeze=False)
    for row, part in zip(axes, parts, strict=True):
        for ax, panel in zip(row, part.panels, strict=True):
            _panel(figure, ax, part, *panel)
    figure.suptitle(picture.title, fontsize=11)
    figure.supxlabel("  ".join(picture.notes), fontsize=8, color="#555555")
    figure.savefig(path, format="png", metadata={"Software": None})


def _panel(figure: Figure, ax, part: Slice, title: str, array: np.ndarray, full: float) -> None:
    drawn = ax.imshow(to_rgb(array, full), aspect="auto", interpolation="nearest")
    drawn.set_cmap(MAP)
    at = f" [{', '.join(map(str, part.index))}, :, :]" if part.index else ""
    ax.set_title(title + at, fontsize=9)
    ax.tick_params(labelsize=7)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.yaxis.get_major_locator().set_params(integer=True)
    if array.size <= MARKED:
        rows, columns = np.nonzero(part.masked)
        ax.plot(columns, rows, linestyle="none", marker=".", markersize=3, color="#777777")
    for row, uses in part.rows.items() if len(array) <= 60 else ():
        ax.annotate(
            f"x{uses}", (1.01, row), xycoords=("axes fraction", "data"), fontsize=7, color="#9a5b00", va="center"
        )
    _bar(figure, ax, full)


def _bar(figure: Figure, ax, full: float) -> None:
    """Add the scale: the shades go by the root of the size."""
    bar = figure.colorbar(ax.images[0], ax=ax, fraction=0.05, pad=0.06)
    bar.mappable.set_clim(-1, 1)
    values = np.array([-1, -0.25, 0, 0.25, 1])
    bar.set_ticks(np.sign(values) * np.sqrt(np.abs(values)), labels=[f"{v * full:.3g}" for v in values])
    bar.ax.tick_params(labelsize=7)
