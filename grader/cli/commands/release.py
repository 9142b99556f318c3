"""`grader release`: the instructor's nbgrader course, or the kit for students."""

from __future__ import annotations

from pathlib import Path

from grader.cli.terminal import relative_path, say
from grader.errors import BadInput
from grader.instructor.course_secret import FILE
from grader.instructor.release.course_folder import release_course
from grader.instructor.release.kit import build_kit
from grader.instructor.release.release_folder import ReleaseFolder


def release_(course: Path | None = None, *, student: Path | None = None, part: list[str] | None = None) -> int:
    """Cut an nbgrader course into the folder COURSE, or with --student the kit that students are handed.

    Parameters
    ----------
    course
        The course's folder: nbgrader_config.py, a source notebook per part, and the course's secret.
    student
        The kit's folder: stubs, chapters, notebooks and a judge with recorded answers, without any solution.
    part
        A part, as 05 or part05_normalization; may be given more than once. All of them without it.
    """
    if (course is None) == (student is None):
        raise BadInput("Say what to make: grader release COURSE for nbgrader, or grader release --student KIT.")
    if student:
        if part:
            raise BadInput("The kit has all parts: leave --part out.")
        _show(build_kit(student))
        say("Hand this folder out. Next: cd into it and `make start`, as a student would.")
        return 0
    _show(release_course(course, part))
    say(f"The course's secret is in {relative_path(course / FILE)}: keep it, and hand it to nobody.")
    say(f"Next: cd {relative_path(course)} and nbgrader generate_assignment PART.")
    return 0


def _show(folder: ReleaseFolder) -> None:
    say(f"{relative_path(folder.root)}: {len(folder.written)} files written.")
    for path, kept in folder.kept.items():
        say(f"  {relative_path(path)}: what stood there is kept in {relative_path(kept)}")
