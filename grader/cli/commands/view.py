"""`grader` without a command: the parts, what is solved or locked and by what, and the one next exercise."""

from __future__ import annotations

from grader.cli.next_exercise import show_next
from grader.cli.screen_reader import wants_words
from grader.cli.table import Column, Table
from grader.cli.terminal import join_names, say
from grader.course import registry
from grader.judge.ladder import Ladder
from grader.paths import exercises

BAR = 8
"""Characters of a part's progress bar."""

MODEL = "gpt2_loss"
"""The exercise that is the whole model, from tokens to the loss: it and what it is built on are the model's pieces."""

TABLE = Table(Column(len("00"), gap=2), Column(29), Column(BAR), Column(len("00/00"), gap=2))
"""The columns of a part's number, title, bar and count; they leave 30 of a terminal's 80 characters to its state."""


def view() -> int:
    """Show where you are on the ladder, and the next thing to do."""
    ladder = Ladder(exercises())
    next_up = ladder.next_up()
    say("GPT-2 by hand", "bold")
    for part in registry.parts():
        _show_part(ladder, part, next_up)
    model = registry.prerequisites(MODEL)
    own = sum(ladder.standing(name).state == "passed" for name in model)
    say(f"{own} of {len(model)} pieces of your GPT-2 are yours; `grader demo` lets it learn, the others borrowed.")
    show_next(next_up)
    if next_up:
        say(f"  then   grader check {next_up}")
    return 0


def _show_part(ladder: Ladder, part: str, next_up: str | None) -> None:
    names = registry.names(part)
    solved = [name for name in names if ladder.standing(name).state == "passed"]
    state, style = _state(ladder, names, next_up)
    if wants_words():
        say(f"Part {part[4:6]}, {registry.title(part)}: {len(solved)} of {len(names)} passed, {state}")
        return
    filled = BAR * len(solved) // len(names)
    bar = "█" * filled + "░" * (BAR - filled)
    TABLE.print_row(part[4:6], registry.title(part), bar, f"{len(solved):2}/{len(names):<2}", state, style=style)


def _state(ladder: Ladder, names: tuple[str, ...], next_up: str | None) -> tuple[str, str]:
    """Return the text and the style of a part's state: solved, where the student is, open, or locked and by what."""
    open_names = [name for name in names if ladder.standing(name).state != "passed"]
    if not open_names:
        return "solved", "green"
    if next_up in open_names:
        return "you are here", "bold yellow"
    unlocked = [name for name in open_names if not ladder.missing(name)]
    if unlocked:
        return join_names("open: ", unlocked, TABLE.width), ""
    return join_names("locked by ", ladder.missing(open_names[0]), TABLE.width), "dim"
