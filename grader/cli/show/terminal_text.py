"""The picture in characters: numbers where they fit, else coloured half-blocks, or shades where there is no colour."""

from __future__ import annotations

import numpy as np
from rich.style import Style
from rich.text import Text

from grader.cli.show.colour_map import downsample, needs_black_ink, to_rgb
from grader.cli.show.picture import Slice

CELL = 8
"""Characters of a number, its space included."""

MAX_ROWS = 24
"""Rows of numbers, or lines of half-blocks, at most."""

SHADES = "·░▒▓█"
"""Characters for absolute values from 0 to the full scale, where there are no colours."""


def render_lines(part: Slice, width: int, coloured: bool) -> list[Text]:
    """Return the three panels as lines of at most `width` characters."""
    rows, columns = part.true.shape
    if rows <= MAX_ROWS and CELL * columns + 4 <= width:
        panels = [_numbers(part, *panel, coloured) for panel in part.panels]
        if 3 * (CELL * columns + 6) <= width:
            return _side_by_side(panels)
        return [line for panel in panels for line in panel]
    panel_width = max(8, width // 3 - 6)
    draw = _half_blocks if coloured else _shades
    return _side_by_side([draw(part, *panel, panel_width) for panel in part.panels])


def _numbers(part: Slice, title: str, array: np.ndarray, scale: float, coloured: bool) -> list[Text]:
    masked, colours = part.masked, to_rgb(array, scale)
    lines = [Text(title, "bold")]
    for row, values in enumerate(array):
        line = Text(f"x{part.repeated_rows[row]} " if row in part.repeated_rows else "", "yellow")
        line.pad_left(4 - len(line.plain))
        for column, value in enumerate(values):
            text = f"{_format(value)}{'·' if masked[row, column] else ' '}".rjust(CELL)
            line.append(text, _background(colours[row, column]) if coloured else None)
        lines.append(line)
    return lines


def _format(value: float) -> str:
    """Return a number in as many digits as a cell has room for, at most three."""
    for digits in (3, 2, 1):
        if len(text := f"{value:.{digits}g}") < CELL:
            return text
    return text[: CELL - 1]


def _background(colour: np.ndarray) -> Style:
    r, g, b = map(int, colour)
    return Style(color="black" if needs_black_ink(colour) else "white", bgcolor=f"rgb({r},{g},{b})")


def _half_blocks(part: Slice, title: str, array: np.ndarray, scale: float, width: int) -> list[Text]:
    """Draw two rows of entries in each line: the upper colours the half-block, the lower its background."""
    colours = to_rgb(downsample(array, 2 * MAX_ROWS, width), scale)
    lines = [Text(title, "bold")]
    for top in range(0, len(colours), 2):
        line = Text()
        for column in range(colours.shape[1]):
            upper = "rgb({},{},{})".format(*colours[top, column])
            lower = "rgb({},{},{})".format(*colours[top + 1, column]) if top + 1 < len(colours) else None
            line.append("▀", Style(color=upper, bgcolor=lower))
        lines.append(line)
    return _mark_repeated_rows(lines, part, 2) if len(array) == len(colours) else lines


def _shades(part: Slice, title: str, array: np.ndarray, scale: float, width: int) -> list[Text]:
    """Draw the absolute values of the entries, by characters that are filled more or less."""
    small = downsample(array, MAX_ROWS, width)
    steps = np.ceil(np.nan_to_num(np.abs(small) / scale, nan=1, posinf=1) * (len(SHADES) - 1)).clip(0, len(SHADES) - 1)
    lines = [Text(title, "bold"), *(Text("".join(SHADES[int(step)] for step in row)) for row in steps)]
    return _mark_repeated_rows(lines, part, 1) if len(array) == len(small) else lines


def _mark_repeated_rows(lines: list[Text], part: Slice, rows_per_line: int) -> list[Text]:
    """Put the number of uses before each line that draws a row which the ids name more than once."""
    if not part.repeated_rows:
        return lines
    title, *body = lines
    for number, line in enumerate(body):
        uses = max(part.repeated_rows.get(rows_per_line * number + i, 0) for i in range(rows_per_line))
        body[number] = Text(f"x{uses} ".rjust(4) if uses else "    ", "yellow").append_text(line)
    return [title, *body]


def _side_by_side(panels: list[list[Text]]) -> list[Text]:
    """Join panels line by line, two spaces between them."""
    widths = [max(line.cell_len for line in panel) + 2 for panel in panels]
    joined_lines = []
    for number in range(max(map(len, panels))):
        joined = Text()
        for panel, width in zip(panels, widths, strict=True):
            line = panel[number].copy() if number < len(panel) else Text()
            line.pad_right(width - line.cell_len)
            joined.append_text(line)
        joined_lines.append(joined)
    return joined_lines
