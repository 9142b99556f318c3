"""Bare `grader`: the ladder, what is solved, what is locked and by what, and the one next thing to do."""

from __future__ import annotations

from grader.cli.terminal import clip_line, join_names, relative_path, say
from grader.course import registry
from grader.judge.ladder import Ladder
from grader.paths import exercise_file, exercises

BAR = 8
TITLE = 29
TAKEN = len("00") + 2 + TITLE + 1 + BAR + 1 + len("00/00") + 2
"""Columns before what stands in a part's way; of a terminal's 80 they leave 30."""


def view() -> int:
    """Show where you are on the ladder, and the next thing to do."""
    ladder = Ladder(exercises())
    next_up = ladder.next_up()
    say("GPT-2 by hand", "bold")
    for part in registry.parts():
        _show_part(ladder, part, next_up)
    if next_up is None:
        say("Every exercise passes. Next: grader run", "bold green")
        return 0
    part = registry.part_of(next_up)
    say(f"\nNext: {next_up}, {registry.entry(next_up).title}", "bold")
    say(f"  read   {relative_path(exercises() / part / 'README.md')}")
    say(f"  write  {relative_path(exercise_file(part, next_up))}")
    say(f"  then   grader check {next_up}")
    return 0


def _show_part(ladder: Ladder, part: str, next_up: str | None) -> None:
    names = registry.names(part)
    solved = [name for name in names if ladder.standing(name).state == "passed"]
    filled = BAR * len(solved) // len(names)
    bar = "█" * filled + "░" * (BAR - filled)
    state, style = _state(ladder, names, next_up)
    say(clip_line(f"{part[4:6]}  {registry.title(part):{TITLE}} {bar} {len(solved):2}/{len(names):<2}  {state}"), style)


def _state(ladder: Ladder, names: tuple[str, ...], next_up: str | None) -> tuple[str, str]:
    """Say what stands in the way of a part, and in which style: where the student is, or what locks it."""
    open_names = [name for name in names if ladder.standing(name).state != "passed"]
    if not open_names:
        return "solved", "green"
    if next_up in open_names:
        return "you are here", "bold yellow"
    free = [name for name in open_names if not ladder.missing(name)]
    if free:
        return join_names("open: ", free, TAKEN), ""
    return join_names("locked by ", ladder.missing(open_names[0]), TAKEN), "dim"
