"""The picture as a PNG with titles, axes and colour bars, by matplotlib."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from grader.cli.show.colour_map import to_rgb
from grader.cli.show.picture import Picture, Slice

COLOUR_MAP = ListedColormap(to_rgb(np.linspace(-1, 1, 513), 1.0) / 255)
MAX_MARKED = 1200
"""Entries of the largest slice in which the dots of masked entries can be told apart."""


def save_plot(picture: Picture, slices: int, path: Path) -> None:
    """Write the first `slices` slices to a PNG file."""
    parts = picture.slices[:slices]
    height = min(5.0, max(1.6, 9.0 / 3 * parts[0].true.shape[0] / parts[0].true.shape[1]))
    figure = Figure(figsize=(11, (height + 0.9) * len(parts) + 0.9), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(parts), 3, squeeze=False)
    for row, part in zip(axes, parts, strict=True):
        for ax, panel in zip(row, part.panels, strict=True):
            _draw_panel(figure, ax, part, *panel)
    figure.suptitle(picture.title, fontsize=11)
    figure.supxlabel("  ".join(picture.notes), fontsize=8, color="#555555")
    figure.savefig(path, format="png", metadata={"Software": None})


def _draw_panel(figure: Figure, ax: Axes, part: Slice, title: str, array: np.ndarray, scale: float) -> None:
    image = ax.imshow(to_rgb(array, scale), aspect="auto", interpolation="nearest")
    image.set_cmap(COLOUR_MAP)
    ax.set_title(f"{title} {part.title}".rstrip(), fontsize=9)
    ax.tick_params(labelsize=7)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.yaxis.get_major_locator().set_params(integer=True)
    if array.size <= MAX_MARKED:
        rows, columns = np.nonzero(part.masked)
        ax.plot(columns, rows, linestyle="none", marker=".", markersize=3, color="#777777")
    for row, uses in part.repeated_rows.items() if len(array) <= 60 else ():
        ax.annotate(
            f"x{uses}", (1.01, row), xycoords=("axes fraction", "data"), fontsize=7, color="#9a5b00", va="center"
        )
    _draw_colour_bar(figure, ax, scale)


def _draw_colour_bar(figure: Figure, ax: Axes, scale: float) -> None:
    """Add the colour bar; its ticks are where the square root of a value over the scale puts them, as in `to_rgb`."""
    bar = figure.colorbar(ax.images[0], ax=ax, fraction=0.05, pad=0.06)
    bar.mappable.set_clim(-1, 1)
    values = np.array([-1, -0.25, 0, 0.25, 1])
    bar.set_ticks(np.sign(values) * np.sqrt(np.abs(values)), labels=[f"{v * scale:.3g}" for v in values])
    bar.ax.tick_params(labelsize=7)
