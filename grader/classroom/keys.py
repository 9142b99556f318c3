"""What a verdict depends on, as a hash: the texts judged, the item, the seed, and the grader itself."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.metadata import version

from grader import catalog
from grader.judge.ladder import closure as required
from grader.places import COURSE

ASIDE = ("alternatives", "benchmark", "blame", "classroom", "commands", "gates", "marking", "release", "training")
ASIDE += ("watching", "weights", "workspace")
"""Rooms of `grader/` that decide no verdict; every other one does."""


@cache
def engine() -> str:
    """Return a fingerprint of what decides a verdict: the grader's texts, and the Python and NumPy that run them.

    The same on every machine that has the same course, unlike the times of files.
    """
    h = hashlib.sha256(f"{platform.python_version()} {version('numpy')} {version('scipy')}".encode())
    for folder in ("grader", "reference", "solutions"):
        for path in sorted((COURSE / folder).rglob("*")):
            place = path.relative_to(COURSE)
            if path.suffix in (".py", ".npz") and not (folder == "grader" and place.parts[1] in ASIDE):
                h.update(f"{place.as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return h.hexdigest()


def key_of(name: str, files: Mapping[str, str], seed: int, *, sandboxed: bool) -> str:
    """Return the key of the verdict on one exercise among a student's files ("partNN_topic.NAME" to text)."""
    texts = [(key, _digest(files[key]) if key in files else "missing") for key in built_from(name, files)]
    asked = json.dumps([engine(), sandboxed, seed, name, texts])
    return hashlib.sha256(asked.encode()).hexdigest()


def built_from(name: str, files: Mapping[str, str]) -> list[str]:
    """Return the keys of the files that an exercise may run: its own, what it should import, and what it does."""
    todo = [catalog.key(other) for other in required(name)]
    found: set[str] = set()
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            todo += [other for other in imported(key.split(".")[0], files.get(key, "")) if other in files]
    return sorted(found)


@lru_cache(maxsize=4096)
def imported(part: str, text: str) -> tuple[str, ...]:
    """Return the keys that a file of a part imports from its own tree; () where the text is not Python."""
    try:
        tree = ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level in (1, 2):
            at = ([part] if node.level == 1 else []) + (node.module or "").split(".") * bool(node.module)
            found += [".".join(at)] if len(at) > 1 else [".".join([*at, alias.name]) for alias in node.names]
    return tuple(found)


@lru_cache(maxsize=4096)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
