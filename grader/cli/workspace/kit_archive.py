"""Read a new kit: a folder, a zip or a tar archive, each file held against the kit's own manifest before it is used."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.course.kit_manifest import KIT_FILE, KitManifest, parse_manifest
from grader.errors import BadInput
from grader.files import digest

MAX_BYTES = 50_000_000
"""Of one file in a kit, unpacked; the largest has some 100,000."""

DEPTH = 3
"""Folders within folders in which a kit's root is looked for: some programs unpack NAME.zip into NAME/NAME/."""

UNREADABLE = (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, zlib.error, NotImplementedError, RuntimeError)
"""What the two archives raise where one is cut, damaged, or encrypted."""

ENDING = "Get the kit again from your instructor; nothing was changed."


@dataclass(frozen=True)
class NewKit:
    """A kit that was read: its manifest, and the content of each file that the manifest lists."""

    manifest: KitManifest
    files: Mapping[str, bytes]


def read_kit(place: Path) -> NewKit:
    """Return the kit at a place. Raises BadInput, in one sentence, for what is none, is cut, or was worked in."""
    if not place.exists():
        raise BadInput(f"{place} does not exist. Name the new kit's archive or folder: grader update KIT.zip")
    try:
        if place.is_dir():
            return _kit(place, *_of_folder(place))
        if zipfile.is_zipfile(place):
            with zipfile.ZipFile(place) as packed:
                return _kit(place, *_of_zip(packed))
        if tarfile.is_tarfile(place):
            with tarfile.open(place) as packed:
                return _kit(place, *_of_tar(packed))
    except UNREADABLE as error:
        raise BadInput(f"{place} cannot be read ({_reason(error)}). {ENDING}") from None
    raise BadInput(f"{place} is no folder, and no zip or tar archive, or it was cut off. {ENDING}")


def _kit(place: Path, names: list[str], read: Callable[[str], bytes]) -> NewKit:
    roots = [PurePosixPath(name) for name in names if PurePosixPath(name).name == KIT_FILE]
    roots = [path.parent for path in sorted(roots, key=lambda path: len(path.parts)) if len(path.parts) <= DEPTH]
    if not roots:
        raise BadInput(f"{place} holds no kit of this course: there is no {KIT_FILE} in it. {ENDING}")
    try:
        manifest = parse_manifest(read(str(roots[0] / KIT_FILE)))
    except (ValueError, RecursionError):
        raise BadInput(f"{place}: its {KIT_FILE} is not as it was released. {ENDING}") from None
    there, files = {*names}, {}
    for name, wanted in manifest.files.items():
        if PurePosixPath(name).is_absolute() or {"..", ""} & {*name.split("/")} or "\\" in name or ":" in name:
            raise BadInput(f"{place} names a file outside the kit, {name!r}, so it is none. Nothing was changed.")
        inside = str(roots[0] / name)
        content = read(inside) if inside in there else None
        if content is None:
            raise BadInput(f"{place} lacks {name}: it was cut off. {ENDING}")
        if digest(content) != wanted:
            raise BadInput(f"{place} has not the {name} that was released: it is damaged, or was worked in. {ENDING}")
        files[name] = content
    return NewKit(manifest, files)


Reading = tuple[list[str], Callable[[str], bytes]]
"""The names of the files in a place, and what reads one of them."""


def _of_folder(place: Path) -> Reading:
    found = [path for at in ("", "*/", "*/*/") for path in sorted(place.glob(f"{at}{KIT_FILE}"))]
    if not found:
        return [], lambda name: b""
    root = found[0].parent
    names = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    return names, lambda name: (root / name).read_bytes()


def _of_zip(packed: zipfile.ZipFile) -> Reading:
    def read(name: str) -> bytes:
        with packed.open(name) as file:
            return _capped(file.read(MAX_BYTES + 1), name)

    return [entry.filename for entry in packed.infolist() if not entry.is_dir()], read


def _of_tar(packed: tarfile.TarFile) -> Reading:
    members = {str(PurePosixPath(member.name)): member for member in packed.getmembers() if member.isfile()}

    def read(name: str) -> bytes:
        with packed.extractfile(members[name]) as file:
            return _capped(file.read(MAX_BYTES + 1), name)

    return [*members], read


def _capped(content: bytes, name: str) -> bytes:
    if len(content) > MAX_BYTES:
        raise OSError(f"{name} is larger than anything in a kit")
    return content


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
