"""What every writer of files keeps to: what stood there is put aside, and a memory that fails costs only time."""

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


def remembered(path: Path) -> dict[str, Any]:
    """Return the JSON object that a file holds; where there is none, nothing is remembered."""
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def remember(path: Path, known: dict[str, Any]) -> None:
    """Keep a JSON object in a file, whole at any moment; where nothing can be written, nothing is remembered."""
    partial = path.with_suffix(f".{os.getpid()}.partial")  # pytest and a watcher may both write
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        partial.write_text(json.dumps(known))
        partial.replace(path)
