"""`grader release`: the instructor's nbgrader course, or the kit for students."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from grader.cli.terminal import relative_path, say
from grader.errors import BadInput
from grader.instructor.assignments import Course, all_parts
from grader.instructor.course_secret import FILE
from grader.instructor.notebooks.source_notebook import CHECK, MARKS
from grader.instructor.read_assignments import FILE as ASSIGNMENTS
from grader.instructor.read_assignments import read_course
from grader.instructor.release.autograder_bundles import build_classroom50, build_gradescope
from grader.instructor.release.course_folder import release_course
from grader.instructor.release.kit import build_kit
from grader.instructor.release.release_folder import ReleaseFolder
from grader.instructor.release.standing_submissions import Clash

SHOWN = 3


def release_(
    course: Path | None = None,
    *,
    student: Path | None = None,
    classroom50: Path | None = None,
    gradescope: Path | None = None,
    unsandboxed: Annotated[bool, Parameter(negative="")] = False,
    part: list[str] | None = None,
) -> int:
    """Make an nbgrader course in the folder COURSE, or with --student the kit that students are handed.

    COURSE/assignments.toml says which exercises make which assignment, and what they are worth; it is written, with an
    assignment for each part, where there is none yet. Change it, and release again.

    Parameters
    ----------
    course
        The course's folder. With --student, the kit is made of what this course chose.
    student
        The kit's folder: stubs, chapters, notebooks and a judge with recorded answers, without any solution.
    classroom50
        The folder of an autograder for Classroom 50, which gives feedback by the kit's judge.
    gradescope
        The folder of an autograder for Gradescope, with feedback by the kit's judge; its archive is put beside it.
    unsandboxed
        Of Gradescope's: judge without a sandbox where none can be had there, and say so; else nothing is judged then.
    part
        An assignment, or a part, as 05 or part05_normalization; may be given more than once. All of them without it.
    """
    made = [folder for folder in (student, classroom50, gradescope) if folder]
    if course is None and not made:
        raise BadInput("Say what to make: grader release COURSE for nbgrader, or grader release --student KIT.")
    if unsandboxed and not gradescope:
        raise BadInput("--unsandboxed is for --gradescope FOLDER.")
    if made:
        if part or len(made) > 1:
            raise BadInput("The kit is made by itself and of all assignments: leave --part and the other folder out.")
        chosen = read_course(course) if course else all_parts()
        if classroom50:
            _show(build_classroom50(classroom50, chosen))
            say("Put this folder into your classroom50 repository, as CLASSROOM/autograders/ASSIGNMENT.")
            return 0
        if gradescope:
            archive = build_gradescope(gradescope, chosen, unsandboxed=unsandboxed)
            say(f"Upload {relative_path(archive)} at Gradescope, under Configure Autograder, with Ubuntu 24.04.")
            return 0
        _show(build_kit(student, chosen))
        say("Hand this folder out. Next: cd into it and `make start`, as a student would.")
        return 0
    released = release_course(course, part)
    _show(released.folder)
    _show_lent(released.course)
    for each in (each for each in released.course.assignments if not each.worth):
        say(f"  {each.name} is worth nothing: 0 points in all, since what it asks is practice, on top or 0.", "yellow")
    for clash in released.clashes:
        _show_clash(clash, course)
    for name in released.orphans:
        say(f"  source/{name} is of no assignment any more. What was handed in stays gradable while it stands there.")
    say(f"The course's secret is in {relative_path(course / FILE)}: keep it, and hand it to nobody.")
    say(f"What is asked, and for how much, is in {relative_path(course / ASSIGNMENTS)}: change it, and release again.")
    say(f"Next: cd {relative_path(course)} and nbgrader generate_assignment ASSIGNMENT.")
    return 0


def _show_lent(course: Course) -> None:
    """Say which pieces come from the solutions, since no assignment asks for them."""
    for piece, names in course.lent.items():
        say(f"  {piece} is in no assignment, and is lent from the solutions to {_some(names)}.", "yellow")


def _show_clash(clash: Clash, course: Path) -> None:
    """Say what would change, for whom, and what to do."""
    kinds = ((clash.added, "added"), (clash.removed, "removed"))
    changes = [f"{', '.join(_without_tests(names))} {what}" for names, what in kinds if names]
    count = len(clash.students)
    say(
        f"  {clash.assignment} was left as it is: {count} submission{'s' * (count != 1)} ({_some(clash.students)}) "
        f"answer{'s' * (count == 1)} what was released, and its cells would be others ({'; '.join(changes)}). What was "
        "released stays gradable. To ask the new one, give it another name in "
        f"{relative_path(course / ASSIGNMENTS)}; to keep this one, put it back there as it was.",
        "yellow",
    )
    if clash.absent:
        say(
            f"  {', '.join(clash.absent)}: this version of the course cannot decide it. nbgrader autograde leaves it "
            f"to a person, and keeps what was decided; the version that released it "
            f"({clash.version or 'noted nowhere'}), installed in an environment of its own, decides it as before.",
            "yellow",
        )


def _without_tests(grade_ids: tuple[str, ...]) -> list[str]:
    """Return cells by grade_id, without those that test or mark an exercise that is among them."""
    return [each for each in grade_ids if each.removesuffix(CHECK).removesuffix(MARKS) not in {*grade_ids} - {each}]


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _show(folder: ReleaseFolder) -> None:
    say(f"{relative_path(folder.root)}: {len(folder.written)} files written.")
    for path, kept in folder.kept.items():
        say(f"  {relative_path(path)}: what stood there is kept in {relative_path(kept)}")
