"""An nbgrader course: its configuration, a source notebook per part, and the class's secret seed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.notebooks.source_notebook import source
from grader.instructor.release.writing import ReleaseFolder
from grader.instructor.secret_seed import make_secret_seed
from grader.paths import solutions

CONFIG = Path(__file__).parent / "nbgrader_config.py"

CUT = "`grader release` cuts from the solutions"


def release_course(folder: Path, parts: Sequence[str] | None = None, seed: int | None = None) -> ReleaseFolder:
    """Write the course into `folder`, an assignment of one notebook per part; both have the part's name.

    `parts` are names as "part05_normalization", or "05"; all of them where none is given. Raises BadInput for an
    unknown part, and in a copy of the course without solutions.
    """
    solutions(CUT)
    chosen = [part_named(part) for part in parts] if parts else list(registry.parts())
    folder.mkdir(parents=True, exist_ok=True)
    make_secret_seed(folder, seed)
    writing = ReleaseFolder(folder)
    if not (folder / CONFIG.name).exists():  # else it is the instructor's own
        writing.write(CONFIG.name, CONFIG.read_bytes())
    for part in chosen:
        writing.write_json(f"source/{part}/{part}.ipynb", source(part))
    return writing


def part_named(name: str) -> str:
    """Return the part of this name or number. Raises BadInput, with those that there are, where none has it."""
    found = [part for part in registry.parts() if name in (part, part[4:6], part[:6])]
    if not found:
        raise BadInput(f"There is no part {name!r}. There are {', '.join(registry.parts())}.")
    return found[0]
