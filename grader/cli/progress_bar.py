"""A bar on a terminal, nothing elsewhere: in a file it would be empty lines."""

from __future__ import annotations

from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn

from grader.cli.terminal import console


def bar(*columns: ProgressColumn, label: str = "{task.description}", quiet: bool = False) -> Progress:
    """Return a bar after its label, with these columns behind it; it is gone when it is done.

    Its `disable` is True where it shows nothing: if asked to be quiet, and where there is no terminal.
    """
    screen = console()
    hidden = quiet or not screen.is_terminal
    return Progress(TextColumn(label), BarColumn(), *columns, console=screen, transient=True, disable=hidden)
