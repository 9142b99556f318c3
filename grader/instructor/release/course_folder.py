"""An nbgrader course: its configuration, a source notebook per part, and the course's secret."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.course_secret import make_course_secret
from grader.instructor.notebooks.source_notebook import source_notebook
from grader.instructor.release.pack_files import config_lines, require_packs
from grader.instructor.release.release_folder import ReleaseFolder
from grader.paths import solutions

CONFIG = Path(__file__).parent / "nbgrader_config.py"

CUT = "`grader release` cuts from the solutions"
"""Why solutions are needed: begins the message where there are none."""


def release_course(folder: Path, parts: Sequence[str] | None = None, secret: str = "") -> ReleaseFolder:
    """Write the course into `folder`: an assignment for each part, of one notebook; both are named for the part.

    `parts` are names as "part05_normalization", or "05"; all of them where none is given. Raises BadInput for an
    unknown part, and in a copy of the course without solutions.
    """
    solutions(CUT)
    chosen = [part_named(part) for part in parts] if parts else list(registry.parts())
    folder.mkdir(parents=True, exist_ok=True)
    make_course_secret(folder, secret)
    release = ReleaseFolder(folder)
    if not (folder / CONFIG.name).exists():  # else it is the instructor's own
        release.write(CONFIG.name, CONFIG.read_bytes() + config_lines(folder))
    require_packs(folder / CONFIG.name)
    for part in chosen:
        release.write_notebook(f"source/{part}/{part}.ipynb", source_notebook(part))
    return release


def part_named(name: str) -> str:
    """Return the part of this name or number. Raises BadInput, which lists the parts, where there is none."""
    for part in registry.parts():
        if name in (part, part[4:6], part[:6]):
            return part
    raise BadInput(f"There is no part {name!r}. There are {', '.join(registry.parts())}.")
