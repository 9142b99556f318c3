"""Which modules of `grader` stay with the instructor: worked out from what they import."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from grader.paths import AUTHORS_ONLY, COURSE, EXPLAINED

KEPT_BACK = (
    "grader/instructor",
    "grader/judge/record_oracle.py",
    "grader/judge/dev_check",
    "grader/course/new_exercise.py",
    "grader/course/rubrics.py",
    "grader/course/skeleton",
)
"""What stays with the instructor, besides what only an exercise's authors need.

A module that imports one of these when it is loaded stays too: the commands that release, grade and list mistakes, and
those for writing exercises.
"""


def kept_back(files: Iterable[Path]) -> set[Path]:
    """Return those of the files that stay with the instructor."""
    modules = {path: _module(path) for path in files}
    kept = {path for path in modules for name in KEPT_BACK if path.is_relative_to(COURSE / name)}
    kept |= {path for path in modules if path.name in (*AUTHORS_ONLY, EXPLAINED)}
    imports = {path: imported_modules(path.read_text("utf-8")) for path in modules if path.suffix == ".py"}
    while True:
        names = {modules[path] for path in kept}
        more = {path for path in imports if path not in kept and imports[path] & names}
        if not more:
            return kept
        kept |= more


def imported_modules(text: str) -> set[str]:
    """Return the modules that a text imports when it is loaded, and the names that it imports from them, dotted."""
    names: set[str] = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _module(path: Path) -> str:
    return ".".join(path.relative_to(COURSE).with_suffix("").parts)
