"""Move links, pipes and devices out of a submission, before nbgrader copies the files next to its notebooks.

nbgrader would follow a link into the course's own files, whose copy goes back with the feedback, and would never come
to the end of a device.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from traitlets.log import get_logger

from grader.files import put_aside

QUARANTINE = Path(".grader") / "links"
"""Below the course's folder: STUDENT/ASSIGNMENT/ with what was moved there."""


def quarantine_links(notebooks: Iterable[str], **_: Any) -> None:
    """Quarantine what is no regular file; nbgrader calls this, in the course's folder, for each submission."""
    for folder in {Path(notebook).parent for notebook in notebooks}:
        for path in [*_irregular_files(folder)]:
            target = Path.cwd() / QUARANTINE / folder.parent.name / folder.name
            get_logger().warning("%s is a link, or no file: moved to %s", path, put_aside(path, target))


def _irregular_files(folder: Path) -> Iterator[Path]:
    """Yield what nbgrader would copy and is no regular file. It copies no notebook; `read_cells` looks at those."""
    for at, _, names in os.walk(folder):
        for path in (Path(at, name) for name in names if not name.endswith(".ipynb")):
            if path.is_symlink() or not path.is_file():
                yield path
