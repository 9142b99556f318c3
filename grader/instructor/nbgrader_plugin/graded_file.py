"""Which file a grading was of: so that a file that came later, or a cell that was not found, shows in the export."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from grader.files import remembered

GRADED_FILE = "grader_graded_file"
"""The key in a graded notebook's metadata: the submitted file's sha256, and the answers that were not found in it."""


def sha256_of(path: Path) -> str:
    """Return the digest of a file, "" of one that cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def remarks(graded: Path, submitted: Path, assignment: str, student: str) -> Iterator[str]:
    """Yield what there is to say of a graded notebook beside its scores, as phrases."""
    metadata = remembered(graded).get("metadata")
    of = metadata.get(GRADED_FILE) if isinstance(metadata, dict) else None
    if not isinstance(of, dict):
        return
    if missing := of.get("not_found"):
        yield f"not found: {', '.join(map(str, missing))}"
    if (now := sha256_of(submitted)) and now != of.get("sha256"):
        again = f"nbgrader autograde {assignment} --student={student} --force"
        yield f"another file was handed in since: {again}"
