"""`grader watch`: judges an exercise each time its file is saved, and goes on to the next when it passes."""

from __future__ import annotations

import os

from grader.course import registry
from grader.errors import BadInput


def watch_(name: str | None = None) -> int:
    """Judge an exercise each time you save, and go on to the next one when it passes.

    Keys: h hint, l list, c compare, r reset (asks first), Enter judge again, q quit.

    Parameters
    ----------
    name
        The exercise; without it, the one where you are.
    """
    if not hasattr(os, "fork"):
        raise BadInput(
            "grader watch judges in a forked process, and this system (Windows) has no fork. "
            "Run `grader check NAME` after each save, or work in WSL."
        )
    if name is not None:
        registry.part_of(name)  # an unknown name is told before anything starts

    from grader.cli.watch.watcher import Watcher  # needs termios, so only where there is fork

    return Watcher(name).run()
