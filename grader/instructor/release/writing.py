"""Write what is handed out: nothing that somebody changed is lost, and nothing that is the same is touched."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.files import put_aside
from grader.instructor.release import FOLDER_OF_COPIES


@dataclass
class ReleaseFolder:
    """A folder that is written into; `kept` says of each file that stood there with another text where it is now."""

    root: Path
    written: list[Path] = field(default_factory=list)
    kept: dict[Path, Path] = field(default_factory=dict)

    def write(self, name: str, content: bytes) -> None:
        """Write one file below the root; a file of other content is moved to the folder of copies first."""
        path = self.root / name
        if path.is_file() and path.read_bytes() == content:
            return
        if path.exists():
            self.kept[path] = self._keep(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.written.append(path)

    def write_json(self, name: str, value: Any) -> None:
        """Write a notebook as Jupyter does: indented by 1, keys in order, characters as they are."""
        text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        self.write(name, text.encode())

    def _keep(self, path: Path) -> Path:
        # Not beside it: nbgrader hands out whatever stands in a source folder.
        folder = self.root / FOLDER_OF_COPIES / path.relative_to(self.root).parent
        folder.mkdir(parents=True, exist_ok=True)
        return put_aside(path, folder)
