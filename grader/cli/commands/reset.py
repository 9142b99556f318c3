"""`grader reset`: puts the stub back and keeps the student's text beside it."""

from __future__ import annotations

from grader.cli.terminal import relative_path, say
from grader.course import registry
from grader.course.stubs import stub, write_stub
from grader.paths import exercise_file


def reset_(name: str) -> int:
    """Put the stub back; what you wrote is kept beside it as NAME.py.1, NAME.py.2 and so on.

    Parameters
    ----------
    name
        The exercise.
    """
    part = registry.part_of(name)
    path = exercise_file(part, name)
    kept = write_stub(path, stub(part, name))
    if kept:
        say(f"Your text is kept in {relative_path(kept)}.")
    say(f"{relative_path(path)} is the stub.")
    return 0
