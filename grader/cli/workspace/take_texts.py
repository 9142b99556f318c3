"""Take exercises into a workspace out of a zip, such as the site's pages make of what was written there."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from grader.course import registry
from grader.course.stubs import stub, write_stub
from grader.errors import BadInput
from grader.paths import file_in
from grader.runner.source import SIZE_LIMIT, decoded

FILE = re.compile(r"(?:^|/)exercises/(?P<part>part\d\d_\w+)/(?P<name>\w+)\.py$")


def texts_in_zip(file: Path) -> dict[str, str]:
    """Return the exercises that were written in, of a zip laid out as a workspace, by name: stubs are left out.

    Raises BadInput for what is no zip, a damaged one, or one without an exercise of this course.
    """
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(file) as packed:
            for entry in packed.infolist():
                place = FILE.search(entry.filename)
                if place and place["part"] in registry.parts() and place["name"] in registry.names(place["part"]):
                    if entry.file_size > SIZE_LIMIT:
                        raise BadInput(
                            f"{file}: {entry.filename} has {entry.file_size:,} bytes, which no answer needs."
                        )
                    found[place["name"]] = decoded(packed.read(entry), entry.filename)
    except FileNotFoundError:
        raise BadInput(f"{file} does not exist. Name the zip that the site's pages gave you.") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInput(f"{file} cannot be read as a zip ({error}). Download it again; nothing was changed.") from None
    if not found:
        raise BadInput(f"{file} has no exercises/partNN_topic/NAME.py of this course. Nothing was changed.")
    return {name: text for name, text in found.items() if text != stub(registry.part_of(name), name)}


def write_texts(root: Path, texts: dict[str, str]) -> list[Path]:
    """Write the exercises into a workspace; return the copies of other texts that stood there."""
    kept = []
    for name, text in texts.items():
        path = file_in(root / "exercises", registry.part_of(name), name)
        before = path.read_bytes() if path.is_file() else b""
        copy = write_stub(path, text)
        if copy and before == stub(registry.part_of(name), name).encode():
            copy.unlink()
        elif copy:
            kept.append(copy)
    return kept
