"""A progress bar on a terminal; in a file or a pipe nothing, where it would be empty lines."""

from __future__ import annotations

from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn

from grader.cli.terminal import console


def bar(*columns: ProgressColumn, label: str = "{task.description}", quiet: bool = False) -> Progress:
    """Return a progress bar between its label and `columns`; it disappears when it is done.

    Its `disable` is True where it shows nothing: where `quiet`, and where stdout is no terminal.
    """
    output = console()
    hidden = quiet or not output.is_terminal
    return Progress(TextColumn(label), BarColumn(), *columns, console=output, transient=True, disable=hidden)
