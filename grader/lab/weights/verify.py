"""Whether a file is the published one, byte for byte; one that is not is kept aside, never used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from reference.published import HubFile

BLOCK = 1 << 20
"""Bytes hashed at once."""


def sha256(path: Path, on_progress: Callable[[int], None] = lambda n: None) -> str:
    """Hash a file; on_progress is called with the number of bytes just read."""
    h = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            h.update(block)
            on_progress(len(block))
    return h.hexdigest()


def fault(path: Path, wanted: HubFile) -> str | None:
    """Say what is wrong with a file that should be `wanted`; None where it is that, byte for byte."""
    size = path.stat().st_size
    if size != wanted.size:
        short = "truncated" if size < wanted.size else "too long"
        return f"it has {size:,} bytes, {wanted.name} has {wanted.size:,}: it is {short}"
    found = sha256(path)
    if found != wanted.sha256:
        return f"its sha256 is {found[:16]}…, {wanted.name} has {wanted.sha256[:16]}…: it is damaged or another file"
    return None


def set_aside(path: Path) -> Path:
    """Rename a refused file so that nothing loads it, and return its new path; earlier ones are kept."""
    real = path.resolve()
    n = 1
    while (aside := real.with_name(f"{path.name}.refused{'' if n == 1 else n}")).exists():
        n += 1
    real.rename(aside)
    if path.is_symlink():
        path.unlink()
    return aside
