"""Keep what was released last: nbgrader takes an assignment's release away when it cannot generate another.

Submissions are graded against the kept release, and it is put back where nbgrader has left none, or half of one.
"""

from __future__ import annotations

import atexit
import os
import shutil
from pathlib import Path
from typing import Any

from traitlets.log import get_logger

from grader.instructor.release_record import KEPT, note_release

RELEASE = "release"


def put_back_on_failure(assignment: str, **_: Any) -> None:
    """Have the kept release put back at the end of the program, if none is there then; nbgrader calls this first."""
    atexit.register(put_back, Path.cwd(), assignment)


def keep_release(assignment: str, **_: Any) -> None:
    """Keep an assignment's release; nbgrader calls this, in the course's folder, where it has generated one."""
    _copy_whole(Path(RELEASE) / assignment, KEPT / assignment)
    note_release(Path.cwd(), assignment)


def put_back(root: Path, assignment: str) -> None:
    """Put the kept release of an assignment where nbgrader has left none, or none of its notebooks."""
    kept, place = root / KEPT / assignment, root / RELEASE / assignment
    notebooks = [path.name for path in kept.glob("*.ipynb")]
    if notebooks and not all((place / name).is_file() for name in notebooks):
        _copy_whole(kept, place)
        get_logger().warning("%s was not generated anew: what was released before stands there again", place)


def _copy_whole(folder: Path, target: Path) -> None:
    """Copy a folder to a place, where it stands whole or not at all; what stood there is replaced."""
    fresh, old = (target.with_name(f".{target.name}.{os.getpid()}.{word}") for word in ("new", "old"))
    shutil.copytree(folder, fresh)
    if target.exists():
        target.replace(old)
    fresh.replace(target)
    shutil.rmtree(old, ignore_errors=True)
