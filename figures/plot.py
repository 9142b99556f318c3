"""Axes on a canvas: two linear or logarithmic scales, ticks, curves and labels."""

from __future__ import annotations

import math
from collections.abc import Sequence

from figures.kit import FAINT, INK, MUTED, Canvas


class Axes:
    """A rectangle (x, y, w, h) of a canvas in which data coordinates are drawn; log: "", "x", "y" or "xy"."""

    def __init__(self, canvas: Canvas, at: Sequence[float], xlim, ylim, log: str = "") -> None:
        self.canvas, self.log = canvas, log
        self.x, self.y, self.w, self.h = at
        self.xlim, self.ylim = xlim, ylim

    def px(self, x: float) -> float:
        """Return the pixel column of a value."""
        return self.x + self.w * _share(x, *self.xlim, "x" in self.log)

    def py(self, y: float) -> float:
        """Return the pixel row of a value."""
        return self.y + self.h * (1 - _share(y, *self.ylim, "y" in self.log))

    def frame(self, xticks: dict[float, str], yticks: dict[float, str], xlabel: str = "", ylabel: str = "") -> None:
        """Draw grid, axes, ticks (value: its label) and the axes' names."""
        c = self.canvas
        for value, label in xticks.items():
            c.line([(self.px(value), self.y), (self.px(value), self.y + self.h)], FAINT, 0.7)
            c.text(self.px(value), self.y + self.h + 17, label, 12, MUTED)
        for value, label in yticks.items():
            c.line([(self.x, self.py(value)), (self.x + self.w, self.py(value))], FAINT, 0.7)
            c.text(self.x - 7, self.py(value) + 4, label, 12, MUTED, "end")
        c.line([(self.x, self.y), (self.x, self.y + self.h), (self.x + self.w, self.y + self.h)], INK, 1.2)
        if xlabel:
            c.text(self.x + self.w / 2, self.y + self.h + 36, xlabel, 13)
        if ylabel:
            c.text(self.x, self.y - 10, ylabel, 13, anchor="start")

    def curve(self, xs, ys, colour: str, width: float = 2.2, dash: str | None = None) -> None:
        """Draw a curve through the points, cut where it leaves the rectangle."""
        piece: list[tuple[float, float]] = []
        for x, y in [*zip(xs, ys, strict=True), (math.nan, math.nan)]:
            inside = math.isfinite(y) and self.ylim[0] <= y <= self.ylim[1] and self.xlim[0] <= x <= self.xlim[1]
            if inside:
                piece.append((self.px(x), self.py(y)))
            elif len(piece) > 1:
                self.canvas.line(piece, colour, width, dash)
            if not inside:
                piece = []

    def label(self, x: float, y: float, text: str, colour: str = INK, anchor: str = "start", size: float = 13) -> None:
        """Write text at data coordinates."""
        self.canvas.text(self.px(x), self.py(y), text, size, colour, anchor)


def _share(value: float, low: float, high: float, log: bool) -> float:
    if log:
        return (math.log10(value) - math.log10(low)) / (math.log10(high) - math.log10(low))
    return (value - low) / (high - low)
