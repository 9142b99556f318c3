"""The picture in characters: numbers on coloured ground where they fit, else two entries in each half-block."""

from __future__ import annotations

import numpy as np
from rich.style import Style
from rich.text import Text

from grader.cli.show.colour_map import downsample, to_rgb
from grader.cli.show.picture import Slice

CELL = 8
"""Characters of a number, its space included."""

MAX_ROWS = 24
"""Rows of numbers, or lines of half-blocks, at most."""

RAMP = "·░▒▓█"
"""Sizes where there are no colours, from 0 to full."""


def render_lines(part: Slice, width: int, coloured: bool) -> list[Text]:
    """Return the three panels as lines of text that fit `width`."""
    rows, columns = part.true.shape
    if rows <= MAX_ROWS and CELL * columns + 4 <= width:
        panels = [_numbers(part, *panel, coloured) for panel in part.panels]
        return _beside(panels) if 3 * (CELL * columns + 6) <= width else [line for panel in panels for line in panel]
    each = max(8, width // 3 - 6)
    draw = _halves if coloured else _ramp
    return _beside([draw(part, *panel, each) for panel in part.panels])


def _numbers(part: Slice, title: str, array: np.ndarray, full: float, coloured: bool) -> list[Text]:
    masked, shades = part.masked, to_rgb(array, full)
    found = [Text(title, "bold")]
    for row, values in enumerate(array):
        line = Text(f"x{part.rows[row]} " if row in part.rows else "", "yellow")
        line.pad_left(4 - len(line.plain))
        for column, value in enumerate(values):
            text = f"{_short(value)}{'·' if masked[row, column] else ' '}".rjust(CELL)
            line.append(text, _ground(shades[row, column]) if coloured else None)
        found.append(line)
    return found


def _short(value: float) -> str:
    for digits in (3, 2, 1):
        if len(text := f"{value:.{digits}g}") < CELL:
            return text
    return text[: CELL - 1]


def _ground(shade: np.ndarray) -> Style:
    r, g, b = map(int, shade)
    ink = "black" if 299 * r + 587 * g + 114 * b > 128_000 else "white"
    return Style(color=ink, bgcolor=f"rgb({r},{g},{b})")


def _halves(part: Slice, title: str, array: np.ndarray, full: float, width: int) -> list[Text]:
    """Draw two rows of entries in each line, the upper as ink and the lower as ground of a half-block."""
    shades = to_rgb(downsample(array, 2 * MAX_ROWS, width), full)
    found = [Text(title, "bold")]
    for top in range(0, len(shades), 2):
        line = Text()
        for column in range(shades.shape[1]):
            upper = "rgb({},{},{})".format(*shades[top, column])
            lower = "rgb({},{},{})".format(*shades[top + 1, column]) if top + 1 < len(shades) else None
            line.append("▀", Style(color=upper, bgcolor=lower))
        found.append(line)
    return _marked(found, part, 2) if len(array) == len(shades) else found


def _ramp(part: Slice, title: str, array: np.ndarray, full: float, width: int) -> list[Text]:
    """Draw the sizes of the entries, where there are no colours to say more."""
    small = downsample(array, MAX_ROWS, width)
    steps = np.ceil(np.nan_to_num(np.abs(small) / full, nan=1, posinf=1) * (len(RAMP) - 1)).clip(0, len(RAMP) - 1)
    found = [Text(title, "bold"), *(Text("".join(RAMP[int(step)] for step in row)) for row in steps)]
    return _marked(found, part, 1) if len(array) == len(small) else found


def _marked(drawn: list[Text], part: Slice, rows: int) -> list[Text]:
    """Put the number of uses beside the lines that hold a row of a repeated id."""
    if not part.rows:
        return drawn
    head, *body = drawn
    for at, line in enumerate(body):
        uses = max(part.rows.get(rows * at + i, 0) for i in range(rows))
        body[at] = Text(f"x{uses} ".rjust(4) if uses else "    ", "yellow").append_text(line)
    return [head, *body]


def _beside(panels: list[list[Text]]) -> list[Text]:
    """Set panels side by side."""
    widths = [max(line.cell_len for line in panel) + 2 for panel in panels]
    found = []
    for at in range(max(map(len, panels))):
        joined = Text()
        for panel, wide in zip(panels, widths, strict=True):
            line = panel[at].copy() if at < len(panel) else Text()
            line.pad_right(wide - line.cell_len)
            joined.append_text(line)
        found.append(joined)
    return found
