"""Say which exercise is next, what to read for it and where to write it."""

from __future__ import annotations

from grader.cli.terminal import relative_path, say
from grader.course import registry
from grader.paths import exercise_file, exercises, folder_in


def show_next(name: str | None) -> None:
    """Print the exercise's title, chapter and file; None means that every exercise passes."""
    if name is None:
        say("Every exercise passes. Next: grader run", "bold green")
        return
    part = registry.part_of(name)
    say(f"\nNext: {name}, {registry.entry(name).title}", "bold")
    say(f"  read   {relative_path(folder_in(exercises(), part) / 'README.md')}")
    say(f"  write  {relative_path(exercise_file(part, name))}")
