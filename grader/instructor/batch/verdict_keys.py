"""What a verdict depends on, as a hash: the texts judged, the item, the seed, and the grader itself."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from grader.course import registry
from grader.judge.ladder import prerequisites as required
from grader.judge.sandbox.import_graph import reachable_keys
from grader.paths import COURSE
from grader.runner.source import Source

ASIDE = ("cli", "instructor", "lab")
"""Rooms of `grader/` that decide no verdict; every other one does."""


@cache
def fingerprint() -> str:
    """Return a fingerprint of what decides a verdict: the grader's texts, and the Python and NumPy that run them.

    The same on every machine that has the same course, unlike the times of files.
    """
    h = hashlib.sha256(f"{platform.python_version()} {version('numpy')} {version('scipy')}".encode())
    for folder in ("grader", "reference", "solutions"):
        for path in sorted((COURSE / folder).rglob("*")):
            place = path.relative_to(COURSE)
            if path.suffix in (".py", ".npz") and not (
                folder == "grader" and (place.parts[1] in ASIDE or path.name == "alternatives.py")
            ):
                h.update(f"{place.as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return h.hexdigest()


def verdict_key(name: str, files: Mapping[str, str], seed: int, *, sandboxed: bool) -> str:
    """Return the key of the verdict on one exercise among a student's files ("partNN_topic.NAME" to text)."""
    texts = [(key, _digest(files[key]) if key in files else "missing") for key in files_behind(name, files)]
    asked = json.dumps([fingerprint(), sandboxed, seed, name, texts])
    return hashlib.sha256(asked.encode()).hexdigest()


def files_behind(name: str, files: Mapping[str, str]) -> list[str]:
    """Return the keys of the files that an exercise may run: its own, what it should import, and what it does."""
    sources = {key: _source(key, text) for key, text in files.items()}
    return reachable_keys([registry.key(other) for other in required(name)], sources)


@lru_cache(maxsize=4096)
def _source(key: str, text: str) -> Source:
    return Source(Path(key), text)


@lru_cache(maxsize=4096)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
