"""One fingerprint of all that decides a verdict: where it changes, kept verdicts are stale."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from grader.paths import COURSE

ROOMS = ("course", "runner", "judge")
"""The rooms of `grader/` that decide verdicts, with the modules directly under it; the rooms above only ask."""

SUFFIXES = (".py", ".npz")


@cache
def fingerprint(*, by_content: bool = False) -> str:
    """Return a fingerprint of the grader, the reference and the solutions.

    By their files' sizes and times, which is quick and serves on one machine; or by their content and the versions of
    Python, NumPy and SciPy, which is the same on every machine that has the same course.
    """
    if not by_content:
        stamps = ((path, path.stat()) for path in deciding_files())
        text = "".join(f"{path}{stat.st_mtime_ns}{stat.st_size}" for path, stat in stamps)
        return hashlib.sha256(text.encode()).hexdigest()
    found = hashlib.sha256(f"{platform.python_version()} {version('numpy')} {version('scipy')}".encode())
    for path in deciding_files():
        found.update(f"{path.relative_to(COURSE).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def deciding_files() -> Iterator[Path]:
    """Yield the files that decide verdicts, in order; right alternatives, which only tests judge, decide none."""
    grader = COURSE / "grader"
    yield from sorted(grader.glob("*.py"))
    for folder in (*(grader / room for room in ROOMS), COURSE / "reference", COURSE / "solutions"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in SUFFIXES and path.name != "alternatives.py":
                yield path
