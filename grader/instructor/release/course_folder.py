"""An nbgrader course: its configuration, its assignments, a source notebook for each, and the course's secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import registry
from grader.errors import BadInput
from grader.files import write_atomically
from grader.instructor.assignments import Assignment, Course
from grader.instructor.course_secret import make_course_secret
from grader.instructor.notebooks.source_notebook import source_notebook
from grader.instructor.read_assignments import FILE, part_named, read_course
from grader.instructor.release.assignments_toml import assignments_toml
from grader.instructor.release.pack_files import config_lines, require_packs
from grader.instructor.release.release_folder import ReleaseFolder
from grader.instructor.release.standing_submissions import Clash, clash
from grader.paths import solutions

CONFIG = Path(__file__).parent / "nbgrader_config.py"

CUT = "`grader release` cuts from the solutions"
"""Why solutions are needed: begins the message where there are none."""


@dataclass(frozen=True)
class ReleasedCourse:
    """What a release wrote, what it left alone since students have handed in what stands there, and what is no more.

    `orphans` are folders of `source/` that no assignment is named for.
    """

    folder: ReleaseFolder
    course: Course
    clashes: tuple[Clash, ...]
    orphans: tuple[str, ...]


def release_course(folder: Path, only: Sequence[str] | None = None, secret: str = "") -> ReleasedCourse:
    """Write the course into `folder`: for each assignment of its `assignments.toml` one notebook, of the same name.

    Where there is no such file yet, one is written that has an assignment for each part, or for the parts that `only`
    names; else `only` names the assignments to write. A notebook that students have handed in already is not written
    with other cells: nbgrader could no longer grade it. Raises BadInput for an unknown name, for a file that cannot be
    meant, and in a copy of the course without solutions.
    """
    solutions(CUT)
    if not (folder / FILE).exists():
        parts = [required_part(name) for name in only] if only else registry.parts()
        write_atomically(folder / FILE, assignments_toml(dict.fromkeys(parts)))
    course = read_course(folder)
    chosen = [named_assignment(course, name) for name in only] if only else course.assignments
    make_course_secret(folder, secret)
    release = ReleaseFolder(folder)
    if not (folder / CONFIG.name).exists():  # else it is the instructor's own
        release.write(CONFIG.name, CONFIG.read_bytes() + config_lines(folder))
    require_packs(folder / CONFIG.name)
    clashes = []
    for each in chosen:
        notebook = source_notebook(each)
        if found := clash(folder, each.name, notebook):
            clashes.append(found)
        else:
            release.write_notebook(f"source/{each.name}/{each.name}.ipynb", notebook)
    known = [each.name for each in course.assignments]
    orphans = sorted(path.name for path in (folder / "source").glob("*/") if path.name not in known)
    return ReleasedCourse(release, course, tuple(clashes), tuple(orphans))


def required_part(name: str) -> str:
    """Return the part of this name or number. Raises BadInput, which lists the parts, where there is none."""
    part = part_named(name)
    if part is None:
        raise BadInput(f"There is no part {name!r}. There are {', '.join(registry.parts())}.")
    return part


def named_assignment(course: Course, name: str) -> Assignment:
    """Return the assignment of this name, or of this part. Raises BadInput, which lists them, where there is none."""
    found = course.assignment(name) or course.assignment(part_named(name) or "")
    if found is None:
        names = ", ".join(each.name for each in course.assignments)
        raise BadInput(f"There is no assignment {name!r} in {FILE}. There are {names}.")
    return found
