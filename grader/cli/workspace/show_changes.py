"""Print what `grader init` or `grader update` changed in a workspace."""

from __future__ import annotations

from pathlib import Path

from grader.cli.terminal import say
from grader.cli.workspace.update_files import WorkspaceChanges

MAX_NAMES = 12
"""Files named of one sort."""


def show_changes(changes: WorkspaceChanges) -> None:
    """Print what an update wrote."""
    if not (changes.new or changes.updated or changes.conflicts):
        say("Nothing to do: this workspace is up to date.")
        return
    for sort, names in (("new", changes.new), ("renewed", changes.updated)):
        if names:
            more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
            say(f"{sort}: {', '.join(names[:MAX_NAMES])}{more}")
    show_conflicts(changes)


def show_conflicts(changes: WorkspaceChanges) -> None:
    """Name the files that were kept as the student has them, and where the course's versions are."""
    if changes.conflicts:
        say("You have changed what the course has anew. Yours stays as it is:", "yellow")
        for name in changes.conflicts:
            say(f"  {name}  (the course's stands beside it: {Path(name).name}.new)")
        say("Take over what you want of a .new file, then delete it.")
