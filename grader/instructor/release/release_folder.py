"""The folder that a release is written into; a file that was changed there is kept, below `.grader/kept/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.files import ManagedFolder

COPIES = Path(".grader") / "kept"
"""Where a changed file goes: not next to itself, since nbgrader hands out every file of a source folder."""


class ReleaseFolder(ManagedFolder):
    """A course or a kit. It has no manifest, so every file of other content counts as changed."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, copies=root / COPIES)

    def write_notebook(self, name: str, notebook: dict[str, Any]) -> None:
        """Write a notebook as Jupyter does: indented by 1, keys in order, characters as they are."""
        self.write(name, json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
