"""Keep what was released last: nbgrader takes an assignment's release away when it cannot generate another.

Submissions are graded against the kept release, and it is put back where nbgrader has left none.
"""

from __future__ import annotations

import atexit
import shutil
from pathlib import Path
from typing import Any

from traitlets.log import get_logger

KEPT = Path(".grader") / "released"
"""Below the course's folder: ASSIGNMENT/ as it was released last."""

RELEASE = "release"


def put_back_on_failure(assignment: str, **_: Any) -> None:
    """Have the kept release put back at the end of the program, if none is there then; nbgrader calls this first."""
    atexit.register(put_back, Path.cwd(), assignment)


def keep_release(assignment: str, **_: Any) -> None:
    """Keep an assignment's release; nbgrader calls this, in the course's folder, where it has generated one."""
    shutil.rmtree(KEPT / assignment, ignore_errors=True)
    shutil.copytree(Path(RELEASE) / assignment, KEPT / assignment)


def put_back(root: Path, assignment: str) -> None:
    """Put the kept release of an assignment where nbgrader has left none."""
    kept, place = root / KEPT / assignment, root / RELEASE / assignment
    if kept.is_dir() and not place.exists():
        shutil.copytree(kept, place)
        get_logger().warning("%s was not generated anew: what was released before stands there again", place)
