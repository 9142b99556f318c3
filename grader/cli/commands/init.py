"""`grader init`: a new workspace, outside the course's own repository."""

from __future__ import annotations

from pathlib import Path

from grader.cli.terminal import relative_path, say
from grader.cli.workspace.course_source import in_passing_environment
from grader.cli.workspace.show_changes import show_changes, show_conflicts
from grader.cli.workspace.update_files import update_workspace
from grader.errors import BadInput
from grader.paths import COURSE, MARKER


def init_(folder: Path) -> int:
    """Make a workspace of your own: stubs, chapters, settings. In one that is there already, as `grader update`.

    Parameters
    ----------
    folder
        Where; it is made where it is missing, and what stands in it already is kept.
    """
    root = folder.expanduser().absolute()
    if root.exists() and not root.is_dir():
        raise BadInput(f"{folder} is a file. Name a folder: grader init DIR.")
    if root.resolve().is_relative_to(COURSE):
        raise BadInput(f"{folder} lies in the course's own repository. Name a folder outside it: grader init DIR.")
    existed = (root / MARKER).is_file()
    changes = update_workspace(root)
    if existed:
        show_changes(changes)
        return 0
    say(f"{relative_path(root)} is your workspace: {len(changes.new)} files.", "bold")
    show_conflicts(changes)
    if in_passing_environment():
        say(f"Next: cd {relative_path(root)}, make its .venv as the table in its README.md says, then grader")
    else:
        say(f"Next: cd {relative_path(root)}, then grader")
    return 0
