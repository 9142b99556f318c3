"""`grader new`: the skeleton of an exercise, every file that it takes, with marks of what is left to do."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from grader.cli.terminal import relative_path, say
from grader.course.new_exercise import NewExercise, new_exercise, todo_marks
from grader.course.packs import ENVIRONMENT, loaded_packs
from grader.judge.first_refusals import FIRST_REFUSALS
from grader.paths import COURSE_ROOT


def new_(part: str, name: str, *, pack: Path | None = None, title: str = "") -> int:
    """Write the skeleton of an exercise: what is left to do is marked TODO(NAME), and `grader dev check NAME` lists it.

    Nothing is overwritten. The skeleton is a whole exercise, the square of an array, so it can be tried as it stands.

    Parameters
    ----------
    part
        Its part, partNN_topic; one that does not exist is made.
    name
        Its name: that of the function or class that students write.
    pack
        The folder of a pack, which is made where it is missing; without it the exercise goes where its part is, and
        a new part into the course.
    title
        Its title, as `grader list` shows it.
    """
    exercise = new_exercise(part, name, pack, title)
    exercise.write()
    answers = exercise.root.reference / part / f"{name}.npz"
    recorded = [answers, exercise.root.course / part / name / FIRST_REFUSALS] if _record(exercise) else []
    marks = {path: _count(path, exercise) if path != exercise.stub else 0 for path in exercise.written}
    say(
        f"{name}: {len(marks) + len(recorded)} files, with {sum(marks.values())} things to do, each marked TODO.",
        "bold",
    )
    for path, count in marks.items():
        say(f"  {relative_path(path)}{f'  {count} to do' if count else ''}")
    for path in recorded:
        say(f"  {relative_path(path)}  to be recorded again, once there are other cases")
    if not recorded:
        say(f"  {relative_path(answers)}  is not there yet: `grader dev record {name}` makes it, and needs PyTorch")
    option = "" if exercise.root == COURSE_ROOT else f"--pack {relative_path(exercise.root.folder)} "
    say(f"Next: grader {option}dev check {name}")
    return 0


def _count(path: Path, exercise: NewExercise) -> int:
    """Return how many marks a file has: of the exercise, and of its part where that is new."""
    return sum(1 for name in (exercise.name, exercise.part) for _ in todo_marks(path, name))


def _record(exercise: NewExercise) -> bool:
    """Record PyTorch's answers where it is installed, in a process that finds the exercise; return whether it could."""
    if importlib.util.find_spec("torch") is None:
        return False
    packs = dict.fromkeys(str(root.folder) for root in (*loaded_packs(), exercise.root) if root != COURSE_ROOT)
    command = [sys.executable, "-m", "grader.judge.record_oracle", exercise.name]
    environment = os.environ | {ENVIRONMENT: os.pathsep.join(packs)}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
