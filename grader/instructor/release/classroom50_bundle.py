"""The bundle of an autograder for Classroom 50: a script, the kit that it judges with, and what is asked."""

from __future__ import annotations

import json
from pathlib import Path

from grader.instructor.assignments import Course
from grader.instructor.release.kit import build_kit
from grader.instructor.release.release_folder import ReleaseFolder

SCRIPT = Path(__file__).parent / "classroom50" / "autograder.py"


def build_bundle(folder: Path, course: Course) -> ReleaseFolder:
    """Write the bundle into `folder`: what stands in CLASSROOM/autograders/ASSIGNMENT/ of the teacher's repository.

    Anyone who finds its address can read it, so it has no more in it than the kit. Raises BadInput as `build_kit` does.
    """
    bundle = ReleaseFolder(folder)
    bundle.written += build_kit(folder / "kit", course).written
    asked = {each.name: {name: each.points_of(name) for name in each.exercises} for each in course.assignments}
    bundle.write("asked.json", json.dumps(asked, indent=1) + "\n")
    bundle.write(SCRIPT.name, SCRIPT.read_bytes())
    return bundle
