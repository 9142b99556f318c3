"""Take links and what is no file out of a submission, before nbgrader copies what stands beside its notebooks.

It would follow a link into the course's own files, whose copy goes back with the feedback, and never end at a device.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from traitlets.log import get_logger

from grader.files import put_aside


def quarantine_links(notebooks: Iterable[str], **_: Any) -> None:
    """Move them to `.grader/links/` of the course, in whose folder nbgrader calls this."""
    for folder in {Path(notebook).parent for notebook in notebooks}:
        for path in [*_strange(folder)]:
            kept = Path.cwd() / ".grader" / "links" / folder.parent.name / folder.name
            kept.mkdir(parents=True, exist_ok=True)
            get_logger().warning("%s is a link, or no file: moved to %s", path, put_aside(path, kept))


def _strange(folder: Path) -> Iterator[Path]:
    """Yield what would be copied and is no file; a notebook is not copied, and read with care."""
    for at, _, names in os.walk(folder):
        for path in (Path(at, name) for name in names if not name.endswith(".ipynb")):
            if path.is_symlink() or not path.is_file():
                yield path
