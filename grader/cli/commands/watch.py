"""`grader watch`: judges an exercise each time its file is saved, and goes on to the next when it passes."""

from __future__ import annotations

import importlib
import os
import shutil
from functools import partial

from grader.cli.watch.actions import WatchActions
from grader.course import registry
from grader.paths import exercises, tree_folders


def watch_(name: str | None = None, *, edit: str | None = None) -> int:
    """Judge an exercise each time you save, and go on to the next one when it passes.

    Keys: h hint, s show, l list, c compare, r reset (asks first), Enter judge again, q quit.

    Parameters
    ----------
    name
        The exercise; without it, the one where you are.
    edit
        The command that opens a file in your editor, such as "code -r": the exercise's file is opened when it is next.
        In VS Code's own terminal it is "code -r" by itself; --edit "" opens nothing.
    """
    if name is not None:
        registry.part_of(name)  # refuses an unknown name before anything starts
    if edit is None and os.environ.get("TERM_PROGRAM") == "vscode" and shutil.which("code"):
        edit = "code -r"
    return watch_exercises(name, edit=edit or "")


def watch_exercises(name: str | None, seconds: float | None = None, edit: str = "") -> int:
    """Watch the exercise named and those after it; without a name, from the next one on. Options as in `Watcher`."""
    from grader.cli.watch.file_watcher import FileWatcher

    # First of all: the file watcher is forked while this process is still small.
    with FileWatcher(*tree_folders(exercises())) as file_watcher:
        from grader.cli.watch.watcher import Watcher  # brings the judge, while the file watcher gets ready

        return Watcher(name, ACTIONS, file_watcher, seconds, edit).run()


def _run_command(command: str, *arguments: str) -> None:
    """Run another command of `grader`; it is imported in the child process that needs it."""
    module = importlib.import_module(f"grader.cli.commands.{command}")
    getattr(module, f"{command}_")(*arguments)


def _hint(name: str) -> None:
    """Show the next hint; the one after it comes by the same key."""
    from grader.cli.commands.hint import next_hint, show_hint

    show_hint(next_hint(name), "h again gives the next one.")


ACTIONS = WatchActions(
    hint=_hint,
    show=partial(_run_command, "show"),
    compare=partial(_run_command, "compare"),
    reset=partial(_run_command, "reset"),
    list_exercises=partial(_run_command, "list"),
)
