"""What releases need of packs: where their files stand in a kit, and the lines by which nbgrader loads them."""

from __future__ import annotations

import json
import os
from pathlib import Path

from grader.course import registry
from grader.course.packs import ENVIRONMENT, loaded_packs
from grader.errors import BadInput
from grader.paths import COURSE
from reference.oracles import archive_path

CONFIG_LINES = """
# The packs whose exercises this course has, relative to this file: every nbgrader command judges with them.
import os  # noqa: E402
from pathlib import Path  # noqa: E402

os.environ["{variable}"] = os.pathsep.join(str(Path(__file__).parent / pack) for pack in {packs})
"""


def place_in_kit(path: Path) -> str:
    """Return where a file of the course or of a pack stands in a kit: all of them in the course's own folders."""
    for pack in loaded_packs():
        places = {pack.course: "grader/course", pack.reference: "reference", pack.exercises: "exercises"}
        for folder, place in places.items():
            if path.is_relative_to(folder):
                return f"{place}/{path.relative_to(folder).as_posix()}"
    return path.relative_to(COURSE).as_posix()


def require_recorded_answers() -> None:
    """Raise BadInput where an exercise of a pack has no recorded answers, which are all that a kit judges by."""
    for name in registry.all_names():
        path = archive_path(registry.part_of(name), name)
        if path is None or not path.is_file():
            raise BadInput(f"{name} has no recorded answers, by which a kit judges: `grader dev record {name}`.")


def config_lines(course: Path) -> bytes:
    """Return what nbgrader's configuration in a course's folder says of the packs that are loaded; b"" of none."""
    if not loaded_packs():
        return b""
    packs = [Path(os.path.relpath(pack.folder, course)).as_posix() for pack in loaded_packs()]
    return CONFIG_LINES.format(variable=ENVIRONMENT, packs=json.dumps(packs)).encode()


def require_packs(config: Path) -> None:
    """Raise BadInput where a configuration that is the instructor's own loads no packs, and some are loaded here."""
    if loaded_packs() and ENVIRONMENT not in config.read_text(encoding="utf-8"):
        raise BadInput(
            f"{config} does not load the packs, so nbgrader would not know their exercises. Add at its end:\n"
            f"{config_lines(config.parent).decode()}"
        )
