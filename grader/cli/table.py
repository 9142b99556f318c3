"""Tables in plain text, a line for each row, cut at the terminal's width. Not by rich: importing it takes 84 ms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from grader.cli.screen_reader import row_in_words, wants_words
from grader.cli.terminal import clip_line, say


@dataclass(frozen=True)
class Column:
    """A column's width in characters, the side on which its cells stand, and the spaces after it."""

    width: int
    align: Literal["<", "^", ">"] = "<"
    gap: int = 1


class Table:
    """Prints a row as soon as it is known, in columns whose widths are fixed beforehand."""

    def __init__(self, *columns: Column) -> None:
        self.columns = columns

    @property
    def width(self) -> int:
        """The characters of all columns and gaps: where a cell after the last column begins."""
        return sum(column.width + column.gap for column in self.columns)

    def print_row(self, *cells: str, style: str = "") -> None:
        """Print one row; a cell after the last column takes what is left of the line."""
        line = ""
        for column, cell in zip(self.columns, cells, strict=False):
            line += f"{cell:{column.align}{column.width}}{' ' * column.gap}"
        line += "".join(cells[len(self.columns) :])
        say(clip_line(line.rstrip()), style)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print all rows under their headings, each column as wide as its longest cell.

    For a screen reader the first heading is a line of its own, and the others stand before each cell.
    """
    if wants_words():
        say(headings[0], "bold")
        for row in rows:
            say(row_in_words(["", *headings[1:]], list(row)))
        return
    widths = [max(map(len, cells)) for cells in zip(headings, *rows, strict=True)]
    table = Table(*(Column(width, gap=2) for width in widths))
    table.print_row(*headings, style="bold")
    for row in rows:
        table.print_row(*row)
