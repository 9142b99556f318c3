"""One fingerprint of all that decides a verdict: where it changes, kept verdicts are stale."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from grader.course.packs import all_roots
from grader.paths import AUTHORS_ONLY, COURSE, SOLUTIONS

ROOMS = ("course", "runner", "judge")
"""The rooms of `grader/` that decide verdicts, with the modules directly under it; the rooms above only ask."""

SUFFIXES = (".py", ".npz")


@cache
def fingerprint(*, by_content: bool = False) -> str:
    """Return a fingerprint of the grader, the reference, the solutions and the packs.

    By their files' sizes and times, which is quick and serves on one machine; or by their content and the versions of
    Python, NumPy and SciPy, which is the same on every machine that has the same course and packs.
    """
    if not by_content:
        stamps = ((path, path.stat()) for _, path in deciding_files())
        text = "".join(f"{path}{stat.st_mtime_ns}{stat.st_size}" for path, stat in stamps)
        return hashlib.sha256(text.encode()).hexdigest()
    found = hashlib.sha256(f"{platform.python_version()} {version('numpy')} {version('scipy')}".encode())
    for root, path in deciding_files():
        found.update(f"{path.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def deciding_files() -> Iterator[tuple[Path, Path]]:
    """Yield the files that decide verdicts, in order, each after its root, which is the course or a pack.

    What only authors need decides none.
    """
    grader = COURSE / "grader"
    _, *packs = all_roots()
    yield from ((COURSE, path) for path in sorted(grader.glob("*.py")))
    folders = [(COURSE, folder) for folder in (*(grader / room for room in ROOMS), COURSE / "reference", SOLUTIONS)]
    folders += [(pack.folder, folder) for pack in packs for folder in (pack.course, pack.reference, pack.solutions)]
    for root, folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in SUFFIXES and path.name not in AUTHORS_ONLY:
                yield root, path
