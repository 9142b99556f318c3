"""Packs: parts of one's own, in a folder anywhere, in the shape of this repository.

    PACK/course/partNN_topic/__init__.py (TITLE, ORDER) and NAME/{entry,formulas,alternatives,driver}.py
    PACK/solutions/partNN_topic/NAME.py
    PACK/reference/partNN_topic/NAME.py, and the recorded answers as in the course's own reference/
    PACK/exercises/partNN_topic/README.md (the chapter), NAME.py (the stub), and figures/

A pack that is loaded extends the paths of the packages `grader.course` and `reference`, so its parts are sub-packages
like all others, after the course's own. A pack is code that runs as whoever loads it.

Packs are named by `grader --pack DIR`, by the environment variable GRADER_PACKS (which `--pack` sets, so that child
processes load the same), and by `packs = ["DIR"]` in a workspace's gpt2-by-hand.toml, relative to it.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grader.course
import reference
from grader.errors import BadInput
from grader.paths import COURSE_ROOT, MARKER, Root, pack_of_part, roots, workspace

ENVIRONMENT = "GRADER_PACKS"
"""Folders of packs, with `os.pathsep` between."""

KEY = "packs"
"""The key of a workspace's marker file."""


@dataclass(frozen=True)
class Pack(Root):
    """The folders of a pack."""

    @classmethod
    def at(cls, folder: Path) -> Pack:
        """Return the pack at a folder, whether it is there or not."""
        return cls(folder, *(folder / name for name in ("course", "reference", "solutions", "exercises")))


def parts_of(root: Root) -> tuple[str, ...]:
    """Return the parts of a root in order, by folder name."""
    return tuple(sorted(path.parent.name for path in root.course.glob("part[0-9][0-9]_*/__init__.py")))


def order_of(part: str) -> tuple[str, ...]:
    """Return the exercises of a part, in order, as its `__init__` says."""
    return importlib.import_module(f"grader.course.{part}").ORDER


def is_handed_out(root: Root, path: Path) -> bool:
    """Return whether students get a file of `exercises/`: of a pack what is in a part or in figures/, no page above."""
    return root == COURSE_ROOT or path.parent != root.exercises


def all_roots() -> tuple[Root, ...]:
    """Return the course itself and then the packs that are loaded. Raises BadInput for a pack that is broken."""
    _load_configured()
    return (COURSE_ROOT, *loaded_packs())


def loaded_packs() -> tuple[Root, ...]:
    """Return the packs that are loaded so far, in order."""
    return tuple(roots()[1:])


@cache
def _load_configured() -> None:
    """Load, once, what the environment names and what the workspace's marker file names."""
    named = [Path(name) for name in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if name]
    load_packs([*named, *_of_workspace()])


def _of_workspace() -> Iterator[Path]:
    try:
        root = workspace()
    except BadInput:  # a command that needs a workspace says so itself
        return
    yield from (root / name for name in named_packs(root))


def named_packs(root: Path) -> list[str]:
    """Return the packs that a workspace's marker file names, as they stand there. Raises BadInput for anything else."""
    marker = root / MARKER
    text = marker.read_text(encoding="utf-8", errors="replace") if marker.is_file() else ""
    if KEY not in text:
        return []
    import tomllib  # most workspaces name no packs

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return []  # whoever reads the rest of the file says what is wrong with it
    files = table.get("files")
    if isinstance(files, dict) and KEY in files:
        raise BadInput(f'{marker}: {KEY} stands below [files]. Move the line above it: {KEY} = ["DIR"].')
    names = table.get(KEY, [])
    if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise BadInput(f'{marker}: {KEY} is a list of folders, relative to this file: {KEY} = ["DIR"].')
    return names


def load_packs(folders: Iterable[Path]) -> None:
    """Add the parts of these packs to the course. Raises BadInput, in one sentence, for a pack that is broken."""
    for folder in folders:
        pack = Pack.at(Path(os.path.abspath(folder.expanduser())))
        if pack.folder.resolve() not in [other.folder.resolve() for other in loaded_packs()]:
            _load(pack)
    if loaded_packs():
        os.environ[ENVIRONMENT] = os.pathsep.join(str(pack.folder) for pack in loaded_packs())


def _load(pack: Pack) -> None:
    _require_parts(pack)
    taken = {name: root for root in roots() for part in parts_of(root) for name in order_of(part)}
    grader.course.__path__.append(str(pack.course))
    reference.__path__.append(str(pack.reference))
    try:
        for part in parts_of(pack):
            _require_exercises(pack, part, taken)
    except BadInput:
        grader.course.__path__.remove(str(pack.course))
        reference.__path__.remove(str(pack.reference))
        raise
    pack_of_part.update(dict.fromkeys(parts_of(pack), pack))


def _require_parts(pack: Pack) -> None:
    """Raise BadInput unless there are parts, and no other root has one of the same name, or such a figure."""
    if not pack.folder.is_dir():
        raise BadInput(f"There is no folder {pack.folder}, which is named as a pack.")
    if not pack.course.is_dir():
        raise BadInput(f"{pack.folder} is no pack: it has no course/. `grader new PART NAME --pack DIR` makes one.")
    parts = parts_of(pack)
    if not parts:
        raise BadInput(f"{pack.folder} is no pack: course/ has no part, a folder partNN_topic/ with __init__.py.")
    for root in roots():
        if taken := sorted({*parts} & {*parts_of(root)}):
            raise BadInput(f"The pack {pack.folder} has a part {taken[0]}, and so has {owner(root)}. Rename it.")
        if taken := sorted(_figures(pack) & _figures(root)):
            raise BadInput(f"The pack {pack.folder} has a figure {taken[0]}, and so has {owner(root)}. Rename it.")


def _figures(root: Root) -> set[str]:
    return {path.name for path in (root.exercises / "figures").glob("*.*")}


def _require_exercises(pack: Pack, part: str, taken: dict[str, Root]) -> None:
    """Raise BadInput unless the part says TITLE and ORDER, its exercises have names of their own, and solutions."""
    file = pack.course / part / "__init__.py"
    try:
        module = importlib.import_module(f"grader.course.{part}")
        names, _ = tuple(module.ORDER), str(module.TITLE)
    except Exception as error:
        raise BadInput(f"{file} does not say TITLE and ORDER: {type(error).__name__}: {error}.") from None
    for name in names:
        if name in taken:
            other = owner(taken[name])
            raise BadInput(f"The pack {pack.folder} has an exercise {name}, and so has {other}. Rename it.")
        if not (pack.course / part / name / "entry.py").is_file():
            raise BadInput(f"{file} lists {name} in ORDER, and {name}/entry.py is not there.")
        if not (pack.solutions / part / f"{name}.py").is_file():
            raise BadInput(f"The pack {pack.folder} has no solution of {name}: solutions/{part}/{name}.py is missing.")
        taken[name] = pack


def owner(root: Root) -> str:
    """Return the words for a root: "the course", or "the pack FOLDER"."""
    return "the course" if root == COURSE_ROOT else f"the pack {root.folder}"
