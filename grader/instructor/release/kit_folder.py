"""The folder of a kit: written with a manifest of what was released, by which `grader update` renews copies of it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from grader.course.kit_manifest import KIT_FILE, KitManifest, cell_digests, parse_manifest
from grader.files import digest, write_atomically
from grader.instructor.release.release_folder import ReleaseFolder


class KitFolder(ReleaseFolder):
    """A kit. `finish` writes its manifest, and removes what an earlier release wrote and this one did not."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._released: dict[str, str] = {}
        self._cells: dict[str, dict[str, str]] = {}

    def write(self, name: str, content: bytes | str) -> None:
        """Write one file, named by its path below the root; text as UTF-8. Raises OSError where that is impossible."""
        self._released[name] = digest(content.encode() if isinstance(content, str) else content)
        super().write(name, content)

    def write_notebook(self, name: str, notebook: dict[str, Any]) -> None:
        """Write a notebook, and note its cells."""
        self._cells[name] = cell_digests(notebook)
        super().write_notebook(name, notebook)

    def finish(self) -> None:
        """Remove what is released no more, and write the manifest; its time stays where nothing else is new."""
        path = self.root / KIT_FILE
        try:
            before = parse_manifest(path.read_bytes())
        except (OSError, ValueError):
            before = KitManifest("")
        for name in before.files.keys() - self._released.keys():
            self._remove(self.root / name, before.files[name])
        if (before.files, before.cells) != (self._released, self._cells):
            now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            write_atomically(path, KitManifest(now, self._released, self._cells).text())
            self.written.append(path)

    def _remove(self, path: Path, released: str) -> None:
        if path.is_file() and digest(path.read_bytes()) == released:
            path.unlink()
        elif path.is_file():
            self._keep(path)
