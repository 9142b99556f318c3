"""What is read of a notebook's cell, of any JSON: its text, and by what it is known, nbgrader's grade_id or a magic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MAGIC = "%%exercise"
"""Begins an exercise's cell, before its name."""


def source_of(cell: Mapping[str, Any]) -> str:
    """Return a cell's source, which nbformat allows to be one string or a list of lines.

    JSON can hold halves of surrogate pairs, which no UTF-8 file can: each becomes a question mark. A byte order mark
    that was pasted along is left out, and lines end in "\\n" alone.
    """
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode(errors="replace").decode()


def grade_id_of(cell: Mapping[str, Any]) -> str | None:
    """Return a cell's grade_id, or None of a cell without one."""
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def name_in_magic(source: str) -> str:
    """Return the NAME of a cell that begins with `%%exercise NAME`, else ""."""
    words = source.lstrip().partition("\n")[0].split()
    return words[1] if len(words) == 2 and words[0] == MAGIC else ""
