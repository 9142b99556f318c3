"""`grader init`: a workspace of one's own, outside the course's own repository."""

from __future__ import annotations

from pathlib import Path

from grader.cli.terminal import relative_path, say
from grader.cli.workspace.update_files import WorkspaceChanges, update_workspace
from grader.errors import BadInput
from grader.paths import COURSE, MARKER

MAX_NAMES = 12


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
    again = (root / MARKER).is_file()
    laid = update_workspace(root)
    if again:
        show_changes(root, laid)
        return 0
    say(f"{relative_path(root)} is your workspace: {len(laid.new)} files.", "bold")
    show_conflicts(root, laid)
    say(f"Next: cd {relative_path(root)}, then grader")
    return 0


def show_changes(root: Path, laid: WorkspaceChanges) -> None:
    """Say what an update did."""
    if not (laid.new or laid.renewed or laid.beside):
        say("Nothing to do: this workspace is up to date.")
        return
    for sort, names in (("new", laid.new), ("renewed", laid.renewed)):
        if names:
            more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
            say(f"{sort}: {', '.join(names[:MAX_NAMES])}{more}")
    show_conflicts(root, laid)


def show_conflicts(root: Path, laid: WorkspaceChanges) -> None:
    """Name the files that were kept as they are, and where the course's own stand."""
    if laid.beside:
        say("You have changed what the course has anew. Yours stays as it is:", "yellow")
        for name in laid.beside:
            say(f"  {name}  (the course's stands beside it: {Path(name).name}.new)")
        say("Take over what you want of a .new file, then delete it.")
