"""Tables: cells stand in their columns, and a row never breaks."""

from grader.cli.table import Column, Table, print_table

TABLE = Table(Column(4, gap=2), Column(6, ">"))


def test_cells_are_aligned_and_the_last_is_free(capsys):
    TABLE.print_row("ab", "1.5", "a long note")
    TABLE.print_row("abcd", "12.25", "")
    assert capsys.readouterr().out == "ab       1.5 a long note\nabcd   12.25\n"
    assert TABLE.width == len("ab       1.5 ")


def test_row_is_clipped_at_the_terminals_width(screen):
    TABLE.print_row("ab", "1.5", "x" * 60)
    assert screen() == "ab       1.5 " + "x" * 36 + "…\n"


def test_columns_are_as_wide_as_their_longest_cell(capsys):
    print_table(("name", "shape"), [("output", "(2, 3)"), ("W", "(7,)")])
    assert capsys.readouterr().out == "name    shape\noutput  (2, 3)\nW       (7,)\n"
