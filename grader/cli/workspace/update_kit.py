"""Renew a kit from a later one: chapters, judge, stubs and notebooks become new, and what was written stays.

The order makes an interruption harmless: each file is written whole or not at all, each of the judge's folders is
replaced in one go once it lies ready, and the manifest comes last. Until then an update begins where it was left.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.cli.workspace.kit_archive import NewKit
from grader.cli.workspace.merge_notebook import merged_cells
from grader.cli.workspace.update_files import WorkspaceChanges, update_file
from grader.course.kit_manifest import KIT_FILE, KitManifest, parse_manifest
from grader.course.notebook_cells import source_of
from grader.errors import BadInput
from grader.files import digest, put_aside, remembered, write_atomically

JUDGE = ("grader", "reference", "stubs")
"""The folders of a kit that nobody works in."""

STORE = Path(".grader")
STAGING, KEPT, JOURNAL = STORE / "update", STORE / "kept", STORE / "update.json"
"""The new judge until it takes the old one's place, what was changed where nobody works, and what had passed before."""


@dataclass
class KitChanges(WorkspaceChanges):
    """What an update of a kit changed, by name below the root.

    `removed` were taken away; `kept` maps what the student changed, and could not stay, to its copy; `judged_anew` are
    files of the judge that are other ones.
    """

    removed: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    judged_anew: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.new, self.updated, self.conflicts, self.removed, self.kept, self.judged_anew))


def manifest_of(root: Path) -> KitManifest:
    """Return the manifest of the kit at `root`; an empty one where it was lost: then all that differs is kept."""
    try:
        return parse_manifest((root / KIT_FILE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return KitManifest("")


def require_later(old: KitManifest, new: KitManifest) -> None:
    """Raise BadInput where the new kit was released before the one that is here."""
    if new.released < old.released and new.files != old.files:
        raise BadInput(
            f"That kit was released at {new.released}, and this one later, at {old.released}: "
            "ask for the newest. Nothing was changed."
        )


def passed_before(root: Path, known: list[str]) -> list[str]:
    """Return what had passed before the update: as an interrupted one noted it, else `known`; and note it."""
    noted = remembered(root / JOURNAL).get("passed")
    noted = [name for name in noted if isinstance(name, str)] if isinstance(noted, list) else []
    passed = [*dict.fromkeys([*noted, *known])]
    write_atomically(root / JOURNAL, json.dumps({"passed": passed}))
    return passed


def update_kit(root: Path, new: NewKit) -> KitChanges:
    """Bring the kit at `root` to the new one; return what changed. Raises OSError where it cannot be written."""
    old, changes = manifest_of(root), KitChanges()
    for name, content in new.files.items():
        if name.split("/")[0] in JUDGE:
            continue
        if name in new.manifest.cells and _update_notebook(root, name, content, old, changes):
            continue
        update_file(root / name, name, content, old.files.get(name), changes)
    for name in sorted(old.files.keys() - new.files.keys()):
        if name.split("/")[0] not in JUDGE:
            _remove(root / name, name, old.files[name], changes)
    _replace_judge(root, old, new, changes)
    if manifest_of(root) != new.manifest:
        write_atomically(root / KIT_FILE, new.manifest.text())
    return changes


def _update_notebook(root: Path, name: str, content: bytes, old: KitManifest, changes: KitChanges) -> bool:
    """Merge a notebook in which something was written; return False where it is to be written as any other file."""
    path = root / name
    if path.is_file() and old.files.get(name) == digest(content):  # nothing in it is new
        return True
    if not path.is_file() or digest(path.read_bytes()) in (old.files.get(name), digest(content)):
        return False
    try:
        mine = json.loads(path.read_bytes())
        cells = mine["cells"]
        if not all(isinstance(cell, dict) for cell in cells):
            return False
    except (ValueError, RecursionError, TypeError, KeyError):
        return False  # the new one is laid beside it
    fresh = json.loads(content)
    merged = mine | {
        "cells": merged_cells(cells, fresh["cells"], old.cells.get(name, {})),
        "nbformat": fresh["nbformat"],
        "nbformat_minor": fresh["nbformat_minor"],
    }
    if [source_of(cell) for cell in merged["cells"]] == [source_of(cell) for cell in cells]:
        return True
    _copy(root, name, changes)
    write_atomically(path, json.dumps(merged, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    changes.updated.append(name)
    return True


def _copy(root: Path, name: str, changes: KitChanges) -> None:
    """Keep a copy of a file before it is written anew."""
    place = root / STORE / Path(name).name
    write_atomically(place, (root / name).read_bytes())
    changes.kept[name] = put_aside(place, (root / KEPT / name).parent).relative_to(root).as_posix()


def _remove(path: Path, name: str, released: str, changes: KitChanges) -> None:
    """Take a file away that is released no more; what somebody wrote in stays."""
    if path.is_file() and digest(path.read_bytes()) == released:
        path.unlink()
        changes.removed.append(name)


def _replace_judge(root: Path, old: KitManifest, new: NewKit, changes: KitChanges) -> None:
    """Put the new judge's folders into the old ones' places; what somebody changed or added there is kept."""
    shutil.rmtree(root / STAGING, ignore_errors=True)
    for folder in JUDGE:
        wanted = {name: content for name, content in new.files.items() if name.split("/")[0] == folder}
        present = {path.relative_to(root).as_posix(): path.read_bytes() for path in _files(root / folder)}
        if {name: digest(content) for name, content in present.items()} == {n: digest(c) for n, c in wanted.items()}:
            continue
        for name, content in present.items():
            if digest(content) not in (old.files.get(name), new.manifest.files.get(name)):
                _copy(root, name, changes)
        same = {name for name in present if name in wanted and digest(present[name]) == digest(wanted[name])}
        changes.judged_anew += sorted(name for name in {*wanted, *present} if name not in same)
        for name, content in wanted.items():
            write_atomically(root / STAGING / "new" / name, content)
        _swap(root / folder, root / STAGING / "new" / folder, root / STAGING / "old" / folder)
    shutil.rmtree(root / STAGING, ignore_errors=True)


def _swap(place: Path, new: Path, aside: Path) -> None:
    """Put a folder into another's place; where the second move fails, or is interrupted, the first is undone."""
    aside.parent.mkdir(parents=True, exist_ok=True)
    try:
        if place.exists():
            place.rename(aside)
        new.rename(place)
    except BaseException:
        if not place.exists() and aside.exists():
            aside.rename(place)
        raise


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
            yield path
