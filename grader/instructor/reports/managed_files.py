"""Write results; what somebody else wrote or changed is kept beside them, and what is out of date goes."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from grader.errors import BadInput
from grader.files import put_aside, remembered


class ManagedFiles:
    """The files of one run below `root`. A manifest says what an earlier run wrote, so that only that is replaced."""

    def __init__(self, root: Path, manifest: Path) -> None:
        self.root, self.manifest = root, manifest
        self.before: dict[str, str] = remembered(manifest)
        self.now: dict[str, str] = {}
        self.kept: list[Path] = []

    def put(self, name: str, text: str) -> Path:
        """Write one file, at once or not at all. Raises BadInput where the place cannot be written to."""
        path, data = self.root / name, text.encode(errors="backslashreplace")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.read_bytes() != data:
                self._clear(name)
            partial = path.with_name(f".{os.getpid()}.partial")
            partial.write_bytes(data)
            partial.replace(path)
        except OSError as error:
            raise BadInput(f"{path} cannot be written: {error.strerror}. Name another place by --out.") from None
        self.now[name] = hashlib.sha256(data).hexdigest()
        return path

    def finish(self) -> None:
        """Remove what an earlier run wrote and this one did not, and keep the manifest."""
        for name in self.before.keys() - self.now.keys():
            if (self.root / name).is_file():
                self._clear(name)
        self.manifest.write_text(json.dumps(self.now))

    def _clear(self, name: str) -> None:
        """Take a file out of the way: ours is removed, one that was changed since is kept under another name."""
        path = self.root / name
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.before.get(name):
            path.unlink()
            return
        self.kept.append(put_aside(path))
