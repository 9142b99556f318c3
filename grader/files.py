"""How files are written: whole or not at all, and nothing that somebody else wrote is lost."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any


def put_aside(path: Path, folder: Path | None = None) -> Path:
    """Move a file or folder to the first free name of NAME.1, NAME.2 …, beside it or in `folder`; return it."""
    beside = folder or path.parent
    kept = next(p for n in range(1, 1_000_000) if not (p := beside / f"{path.name}.{n}").exists())
    path.replace(kept)
    return kept


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write a file beside its place and move it there once it is whole; text as UTF-8. Makes the folder.

    A reader, or an interruption, never meets half a file. Raises OSError where the place cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")  # two commands at once have one each
    try:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def remembered(path: Path) -> dict[str, Any]:
    """Return the JSON object that a file holds; where there is none, nothing is remembered."""
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def remember(path: Path, known: dict[str, Any]) -> None:
    """Keep a JSON object in a file, whole at any moment; where nothing can be written, nothing is remembered."""
    with contextlib.suppress(OSError):
        write_atomically(path, json.dumps(known))
