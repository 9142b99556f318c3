"""`grader update`: brings a workspace, or a kit, up to a later version; what the student wrote is kept."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from grader.cli.terminal import say
from grader.cli.workspace.kit_archive import read_kit
from grader.cli.workspace.show_changes import show_changes
from grader.cli.workspace.show_kit_changes import show_kit_changes
from grader.cli.workspace.update_files import update_workspace
from grader.cli.workspace.update_kit import JOURNAL, manifest_of, passed_before, require_later, update_kit
from grader.errors import BadInput
from grader.judge.ladder import Ladder
from grader.paths import COURSE, MARKER, STUBS, exercises, workspace


def update_(kit: Path | None = None) -> int:
    """Renew what you have not changed of stubs, chapters and settings; beside a changed file its new text is laid.

    Parameters
    ----------
    kit
        In the folder that your instructor gave out: the new one, an archive or a folder. Its judge and its notebooks
        are renewed too, with your answers in them, and what had passed is judged again.
    """
    root = workspace()
    if root == COURSE and STUBS.is_dir():
        return _update_kit(root, kit)
    if kit is not None:
        raise BadInput(f"{root} is no kit of an instructor's: leave {kit} out, and say grader update.")
    if not (root / MARKER).is_file():
        raise BadInput(
            f"{root} has no {MARKER}, so it is no workspace that `grader init` made. "
            "In a clone of the course, `git pull` brings what is new."
        )
    show_changes(update_workspace(root))
    return 0


def _update_kit(root: Path, place: Path | None) -> int:
    if place is None:
        raise BadInput("This is a kit: name the new one, as an archive or a folder. grader update KIT.zip")
    if place.resolve() == root.resolve():
        raise BadInput(f"{place} is this very kit. Name the new one, as an archive or a folder.")
    new, old = read_kit(place.expanduser()), manifest_of(root)
    require_later(old, new.manifest)
    unfinished = (root / JOURNAL).is_file()
    try:
        passed = passed_before(root, Ladder(exercises()).known_to_pass())
        changes = update_kit(root, new)
    except OSError as error:
        where = error.filename or root
        raise BadInput(
            f"{where} cannot be written ({error.strerror}). Nothing was lost: mend it, update again."
        ) from None
    if not changes and not unfinished and old == new.manifest:
        _forget(root)
        say("Nothing changed: this kit is up to date.")
        return 0
    show_kit_changes(changes, old, new.manifest)
    if "pyproject.toml" in changes.updated:
        say("It needs other packages now: make start installs them.")
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])}
    again = [sys.executable, "-m", "grader.cli.workspace.judge_again", *passed]
    sys.stdout.flush()
    code = subprocess.run(again, cwd=root, env=env, check=False).returncode if passed else 0
    if code in (0, 1):  # else it was interrupted, and the next update judges what is left
        _forget(root)
    return code


def _forget(root: Path) -> None:
    """Take away what was noted for an update that might be interrupted."""
    with contextlib.suppress(OSError):
        (root / JOURNAL).unlink()
