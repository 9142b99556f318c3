"""Which file a grading was of: so that a file that came later, or a cell that was not found, shows in the export."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.files import remembered

GRADED_FILE = "grader_graded_file"
"""The key in a graded notebook's metadata: the submitted file's sha256, the answers that were not found in it, and
the cells that this version of the course could not decide."""

NOT_FOUND_TEXT = "NOT FOUND: the cell {} is not in the notebook that was handed in. Look for it there, or ask for it."


def sha256_of(path: Path) -> str:
    """Return the digest of a file, "" of one that cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def graded_file(graded: Path) -> dict[str, Any]:
    """Return what a graded notebook says of the file that it was made of, an empty one where it says nothing."""
    metadata = remembered(graded).get("metadata")
    of = metadata.get(GRADED_FILE) if isinstance(metadata, dict) else None
    return of if isinstance(of, dict) else {}


def is_stale(graded: Path, submitted: Path) -> bool:
    """Whether another file stands where the graded one was handed in."""
    of = graded_file(graded)
    return bool(of) and (now := sha256_of(submitted)) != "" and now != of.get("sha256")


def grade_again(assignment: str, student: str) -> str:
    """Return the command that grades one submission again; nbgrader passes over one with the same timestamp."""
    return f"nbgrader autograde {assignment} --student={student} --force"


def remarks(graded: Path, submitted: Path, assignment: str, student: str) -> Iterator[str]:
    """Yield what there is to say of a graded notebook beside its scores, as phrases."""
    if missing := graded_file(graded).get("not_found"):
        yield f"not found: {', '.join(map(str, missing))}"
    if undecided := graded_file(graded).get("undecided"):
        yield f"not decided by this version of the course: {', '.join(map(str, undecided))}"
    if is_stale(graded, submitted):
        yield f"another file was handed in since: {grade_again(assignment, student)}"
