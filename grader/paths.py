"""Where things stand on disk: the student's workspace, and the roots of the course: its own, and those of packs."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grader.errors import BadInput

COURSE = Path(__file__).resolve().parent.parent
_BUNDLED = COURSE / "grader" / "bundled"
_HOUSE = _BUNDLED if _BUNDLED.is_dir() else COURSE
"""An installed wheel carries what a clone has beside `grader/`; see setup.py."""

SOLUTIONS = _HOUSE / "solutions"
CHAPTERS = _HOUSE / "exercises"
"""The chapters and their figures; in a clone, the stubs stand among them."""

STUBS = COURSE / "stubs"
"""The stubs of a student's kit, which has no solutions to cut them from."""

FOR_ASSISTANTS = COURSE / "grader" / "course" / "for_assistants.md"
"""What AI assistants may do for a student, and what not."""

ASSISTANTS_FILES = ("AGENTS.md", "CLAUDE.md", "GEMINI.md", ".github/copilot-instructions.md")
"""The names under which assistants look for such a text; copies, since links are not for every file system."""

MARKER = "gpt2-by-hand.toml"
"""The file that `grader init` leaves at the root of a workspace."""

DISTRIBUTION = "gpt2-by-hand"
"""The name by which the course is installed."""

ENVIRONMENT = "GPT2_BY_HAND"
"""Names the workspace where a command is run from elsewhere."""


@dataclass(frozen=True)
class Root:
    """A place that has parts: the course itself, or a pack. Below each of its folders stands `partNN_topic/`.

    `course` has the entries, `reference` the forwards and the recorded answers, `exercises` the chapters, their figures
    and the stubs.
    """

    folder: Path
    course: Path
    reference: Path
    solutions: Path
    exercises: Path


COURSE_ROOT = Root(COURSE, COURSE / "grader" / "course", COURSE / "reference", SOLUTIONS, CHAPTERS)

pack_of_part: dict[str, Root] = {}
"""The packs that are loaded, by the names of their parts; `grader.course.packs` fills it."""


def installed_from() -> dict[str, Any]:
    """Return what an installer noted of where this course came from (PEP 610), an empty dict where it noted nothing."""
    from importlib import metadata  # takes a while, and few commands ask

    try:
        return json.loads(metadata.distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        return {}


def root_of(part: str) -> Root:
    """Return the root that a part belongs to: a pack, or the course itself."""
    return pack_of_part.get(part, COURSE_ROOT)


AUTHORS_ONLY = ("alternatives.py", "clauses.py", "first_refusals.json", "rubric.toml")
"""Files of an exercise's folder for its authors and graders: no verdict depends on them, and no student gets them."""


EXPLAINED = "explained.py"
"""The file of an exercise's folder that says where the chapter explains known mistakes; no student gets it."""


def exercise_folder(part: str, name: str) -> Path:
    """Return the folder that describes an exercise: entry.py, explained.py, clauses.py, formulas.py and so on."""
    return root_of(part).course / part / name


def roots() -> list[Root]:
    """Return the course itself and the packs that are loaded so far, in order."""
    return [COURSE_ROOT, *dict.fromkeys(pack_of_part.values())]


def tree_folders(tree: Path) -> list[Path]:
    """Return the folders that are one tree of parts with this one, itself first.

    The solutions of all roots are one tree, and so are their exercises where one works in the repository itself. Any
    other tree, such as a workspace's exercises, has all its parts in one folder.
    """
    kind = _kind(tree)
    return [tree, *(folder for root in roots() if kind and (folder := getattr(root, kind)) != tree)]


def folder_in(tree: Path, part: str) -> Path:
    """Return the folder of a part in a tree of parts."""
    kind = _kind(tree) if pack_of_part else ""
    return (getattr(root_of(part), kind) if kind else tree) / part


def _kind(tree: Path) -> str:
    """Return which of the folders of a root a tree is, "solutions" or "exercises", or "" where it is none."""
    return next((kind for kind in ("solutions", "exercises") for root in roots() if getattr(root, kind) == tree), "")


def file_in(tree: Path, part: str, name: str) -> Path:
    """Return the file of an exercise in a tree of parts."""
    return folder_in(tree, part) / f"{name}.py"


def solution_file(part: str, name: str) -> Path:
    """Return the file of an exercise's solution; a student's kit has none."""
    return root_of(part).solutions / part / f"{name}.py"


def is_solution(path: Path) -> bool:
    """Return whether a file is one of the course's own solutions, or of a pack's."""
    return any(path.is_relative_to(root.solutions) for root in roots())


@cache
def workspace() -> Path:
    """Return the workspace: the one that GPT2_BY_HAND names, else the nearest at or above here, else the clone.

    Raises BadInput where there is none.
    """
    if named := os.environ.get(ENVIRONMENT):
        folder = Path(named).expanduser().absolute()
        if not _is_workspace(folder):
            raise BadInput(f"{ENVIRONMENT} names {folder}, which has no exercises/. `grader init {named}` makes them.")
        return folder
    here = Path.cwd()
    if found := next((folder for folder in (here, *here.parents) if _is_workspace(folder)), None):
        return found
    if _is_workspace(COURSE):
        return COURSE
    raise BadInput(f"No workspace at {here} or above it. `grader init DIR` makes one; then work in DIR.")


def _is_workspace(folder: Path) -> bool:
    """Return whether students work in a folder; a pack has exercises/ too, and course/ beside it."""
    return ((folder / "exercises").is_dir() and not (folder / "course").is_dir()) or (folder / MARKER).is_file()


def solutions(wanted: str) -> Path:
    """Return the folder of the solutions. Raises BadInput, after the words for what they are wanted, where none are."""
    if not SOLUTIONS.is_dir():
        raise BadInput(f"{wanted}, and this copy of the course has no solutions/.")
    return SOLUTIONS


def installing(extra: str) -> str:
    """Return the command that installs one of the course's extras, for a clone or for what came as a package."""
    if (COURSE / "pyproject.toml").is_file():
        return f"`pip install -e '.[{extra}]'` in the course's folder"
    return f"`pip install 'gpt2-by-hand[{extra}]'`"


def exercises() -> Path:
    """Return the folder in which the student works."""
    return workspace() / "exercises"


def exercise_file(part: str, name: str) -> Path:
    """Return the student's file of one exercise."""
    return file_in(exercises(), part, name)


def chapter_file(part: str) -> Path:
    """Return the chapter of a part."""
    return root_of(part).exercises / part / "README.md"
