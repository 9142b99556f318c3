"""`grader update`: brings a workspace up to this version of the course; what the student wrote is kept."""

from __future__ import annotations

from grader.cli.workspace.show_changes import show_changes
from grader.cli.workspace.update_files import update_workspace
from grader.errors import BadInput
from grader.paths import MARKER, workspace


def update_() -> int:
    """Renew what you have not changed of stubs, chapters and settings; beside a changed file its new text is laid."""
    root = workspace()
    if not (root / MARKER).is_file():
        raise BadInput(
            f"{root} has no {MARKER}, so it is no workspace that `grader init` made. "
            "In a clone of the course, `git pull` brings what is new."
        )
    show_changes(update_workspace(root))
    return 0
