"""How files are written: whole or not at all, and nothing that somebody else wrote is lost."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from grader.errors import BadInput


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write a file under a temporary name and move it to its place once it is whole; text as UTF-8. Makes the folder.

    A reader, or an interruption, never meets half a file; a symbolic link stays one, and what it points to is written.
    Raises OSError where the place cannot be written to.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")  # two commands at once have one each
    try:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read_text(path: Path) -> str:
    """Return a user's text: UTF-8, without a byte order mark at its start, its line ends as they are.

    Raises BadInput where it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text ({error.reason}). Save it as UTF-8.") from None


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content in hex, the same for either kind of line end."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def put_aside(path: Path, folder: Path | None = None) -> Path:
    """Move a file or folder to the first free name of NAME.1, NAME.2 …, next to it or in `folder`; return that path."""
    target = folder or path.parent
    target.mkdir(parents=True, exist_ok=True)
    kept = next(p for n in range(1, 1_000_000) if not (p := target / f"{path.name}.{n}").exists())
    path.replace(kept)
    return kept


def remembered(path: Path) -> dict[str, Any]:
    """Return the JSON object that `remember` kept in a file, or an empty one where it cannot be read."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def remember(path: Path, known: dict[str, Any]) -> None:
    """Keep a JSON object in a file; where the file cannot be written, nothing is kept and nothing is raised."""
    with contextlib.suppress(OSError):
        write_atomically(path, json.dumps(known))


class ManagedFolder:
    """Writes files below `root`, where others may change them: what they changed is put aside first, never lost.

    A file counts as changed unless its content equals what is to be written, or what the `manifest` of an earlier run
    says was written then (a JSON object of sha256 by name). Without a manifest, every other content counts as changed.
    Changed files are put aside next to themselves, or below `copies`, under the same relative path.

    `written` are the files whose content is new; `kept` maps each changed file to where it is now.
    """

    def __init__(self, root: Path, *, manifest: Path | None = None, copies: Path | None = None) -> None:
        self.root, self.manifest, self.copies = root, manifest, copies
        self.written: list[Path] = []
        self.kept: dict[Path, Path] = {}
        self._before: dict[str, str] = remembered(manifest) if manifest else {}
        self._now: dict[str, str] = {}

    def write(self, name: str, content: bytes | str) -> None:
        """Write one file, named by its path below the root; text as UTF-8. Raises OSError where that is impossible."""
        path, data = self.root / name, content.encode() if isinstance(content, str) else content
        self._now[name] = _sha256(data)
        if path.is_file() and path.read_bytes() == data:
            return
        if path.exists() and not self._is_unchanged(name):
            self._keep(path)
        write_atomically(path, data)
        self.written.append(path)

    def finish(self) -> None:
        """Remove what an earlier run wrote and this one did not, and write the manifest."""
        for name in self._before.keys() - self._now.keys():
            path = self.root / name
            if self._is_unchanged(name):
                path.unlink()
            elif path.is_file():
                self._keep(path)
        if self.manifest:
            write_atomically(self.manifest, json.dumps(self._now))

    def _is_unchanged(self, name: str) -> bool:
        """Whether a file is there, as an earlier run wrote it."""
        path = self.root / name
        return name in self._before and path.is_file() and _sha256(path.read_bytes()) == self._before[name]

    def _keep(self, path: Path) -> None:
        folder = self.copies and self.copies / path.relative_to(self.root).parent
        self.kept[path] = put_aside(path, folder)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
