"""A kit's manifest, `kit.json` at its root: what the instructor released in it, so that a later kit can renew it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.course.notebook_cells import grade_id_of, source_of
from grader.files import digest

KIT_FILE = "kit.json"


@dataclass(frozen=True)
class KitManifest:
    """What a kit was released with.

    `released` is the time, in ISO 8601 and UTC. `files` maps names below the root to digests, `cells` maps a notebook's
    name to the digests of its cells' texts by the cells' keys.
    """

    released: str
    files: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def text(self) -> str:
        """Return the file's text."""
        return json.dumps(vars(self), indent=1, sort_keys=True) + "\n"


def parse_manifest(content: bytes) -> KitManifest:
    """Return the manifest that a file holds. Raises ValueError where it holds none."""
    said = json.loads(content)
    known = isinstance(said, dict) and isinstance(said.get("released"), str)
    files, cells = (said.get("files"), said.get("cells")) if known else (None, None)
    if not (_is_digests(files) and isinstance(cells, dict) and all(map(_is_digests, cells.values()))):
        raise ValueError("it has no list of what was released")
    return KitManifest(said["released"], files, cells)


def cell_key(cell: Mapping[str, Any]) -> str | None:
    """Return by what a released cell is known: its grade_id, else its id."""
    return grade_id_of(cell) or cell.get("id")


def cell_digests(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return the digests of a released notebook's cells, by key."""
    return {cell_key(cell): cell_digest(cell) for cell in notebook["cells"]}


def cell_digest(cell: Mapping[str, Any]) -> str:
    """Return the digest of a cell's text; blank lines around it do not count."""
    return digest(source_of(cell).strip().encode())


def _is_digests(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
