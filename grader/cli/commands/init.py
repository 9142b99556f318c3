"""`grader init`: a new workspace, outside the course's own repository."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from grader.cli.terminal import relative_path, say, shell_word
from grader.cli.workspace.course_source import set_up_commands
from grader.cli.workspace.show_changes import show_changes, show_conflicts
from grader.cli.workspace.take_texts import texts_in_zip, write_texts
from grader.cli.workspace.update_files import update_workspace
from grader.errors import BadInput
from grader.paths import COURSE, MARKER


def init_(folder: Path, *, from_: Annotated[Path | None, Parameter(name="--from")] = None) -> int:
    """Make a workspace of your own: stubs, chapters, settings. In one that is there already, as `grader update`.

    Parameters
    ----------
    folder
        Where; it is made where it is missing, and what stands in it already is kept.
    from_
        A zip of your work, as the site's pages give it: go on with it here.
    """
    root = folder.expanduser().absolute()
    if root.exists() and not root.is_dir():
        raise BadInput(f"{folder} is a file. Name a folder: grader init DIR.")
    if root.resolve().is_relative_to(COURSE):
        raise BadInput(f"{folder} lies in the course's own repository. Name a folder outside it: grader init DIR.")
    existed = (root / MARKER).is_file()
    texts = texts_in_zip(from_) if from_ else {}
    changes = update_workspace(root)
    kept = write_texts(root, texts)
    if from_:
        say(f"Taken out of {from_}: {', '.join(texts) or 'nothing, all of it stubs'}.")
    for copy in kept:
        say(f"  another text stood there; it is kept in {relative_path(copy)}.")
    if existed:
        show_changes(changes)
        return 0
    say(f"{relative_path(root)} is your workspace: {len(changes.new)} files.", "bold")
    show_conflicts(changes)
    say("Next:")
    for line in (f"cd {shell_word(root)}", *(set_up_commands() or ("grader",))):
        say(f"  {line}")
    return 0
