"""Bare `grader`: the ladder, what is solved, what is locked and by what, and the one next thing to do."""

from __future__ import annotations

from rich.table import Table

from grader import catalog
from grader.commands.terminal import console, say, short
from grader.judge.ladder import Ladder
from grader.places import exercise_file, exercises

BAR = 12


def view() -> int:
    """Show where you are on the ladder, and the next thing to do."""
    ladder = Ladder(exercises())
    next_up = ladder.next_up()
    table = Table(box=None, pad_edge=False, show_header=False)
    for part in catalog.parts():
        table.add_row(*_row(ladder, part, next_up))
    say("GPT-2 by hand", "bold")
    console().print(table)
    if next_up is None:
        say("Every exercise passes. Next: grader run", "bold green")
        return 0
    part = catalog.part_of(next_up)
    say(f"\nNext: {next_up}, {catalog.entry(next_up).title.lower()}", "bold")
    say(f"  read   {short(exercises() / part / 'README.md')}")
    say(f"  write  {short(exercise_file(part, next_up))}")
    say(f"  then   grader check {next_up}")
    return 0


def _row(ladder: Ladder, part: str, next_up: str | None) -> tuple[str, str, str, str]:
    names = catalog.names(part)
    solved = [name for name in names if ladder.standing(name).state == "passed"]
    filled = round(BAR * len(solved) / len(names))
    bar = "█" * filled + "░" * (BAR - filled)
    return part[4:6], catalog.title(part), f"[green]{bar}[/] {len(solved)}/{len(names)}", _state(ladder, names, next_up)


def _state(ladder: Ladder, names: tuple[str, ...], next_up: str | None) -> str:
    """Say what stands in the way of a part: where the student is, or what locks its first open exercise."""
    open_names = [name for name in names if ladder.standing(name).state != "passed"]
    if not open_names:
        return "[green]solved[/]"
    if next_up in open_names:
        return f"[bold yellow]you are here: {next_up}[/]"
    free = [name for name in open_names if not ladder.missing(name)]
    if free:
        return f"open: {', '.join(free[:3])}" + (" …" if len(free) > 3 else "")
    missing = ladder.missing(open_names[0])
    return f"[dim]locked by {', '.join(missing[:3])}{' …' if len(missing) > 3 else ''}[/]"
