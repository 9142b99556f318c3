"""Whether a file is the published one, byte for byte; one that is not is renamed, so that nothing loads it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from reference.published import HubFile


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def mismatch(path: Path, published: HubFile) -> str | None:
    """Say how a file differs from the published one, in size or hash; None where it is that file."""
    size = path.stat().st_size
    if size != published.size:
        short = "truncated" if size < published.size else "too long"
        return f"it has {size:,} bytes, {published.name} has {published.size:,}: it is {short}"
    found = sha256(path)
    if found != published.sha256:
        hashes = f"its sha256 is {found[:16]}…, {published.name} has {published.sha256[:16]}…"
        return f"{hashes}: it is damaged or another file"
    return None


def quarantine(path: Path) -> Path:
    """Rename a refused file to NAME.refused, or .refused2 and so on, and return its new path."""
    real = path.resolve()
    n = 1
    while (renamed := real.with_name(f"{path.name}.refused{'' if n == 1 else n}")).exists():
        n += 1
    real.rename(renamed)
    if path.is_symlink():
        path.unlink()
    return renamed
