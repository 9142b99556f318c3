"""What is noted of a release beside its notebooks: which version of the course made it, and which exercises that had.

A later version may have other exercises. What it cannot decide of an older release can be graded by the one named here.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader import __version__
from grader.course import registry
from grader.files import remember, remembered
from grader.paths import COURSE, installed_from

KEPT = Path(".grader") / "released"
"""Below the course's folder: ASSIGNMENT/ as it was released last, and ASSIGNMENT.json, which says by what."""

GIT_SECONDS = 5


@dataclass(frozen=True)
class ReleaseRecord:
    """The version that released an assignment, "" where nobody noted it, and the exercises that it had."""

    version: str = ""
    exercises: tuple[str, ...] = ()


def note_release(course: Path, assignment: str) -> None:
    """Note that this version of the course released an assignment."""
    noted = {"version": course_version(), "exercises": list(registry.all_names())}
    remember(course / KEPT / f"{assignment}.json", noted)


def release_record(course: Path, assignment: str) -> ReleaseRecord:
    """Return what was noted when an assignment was released; an empty record where nothing was."""
    noted = remembered(course / KEPT / f"{assignment}.json")
    version, exercises = noted.get("version"), noted.get("exercises")
    names = tuple(name for name in exercises if isinstance(name, str)) if isinstance(exercises, list) else ()
    return ReleaseRecord(version if isinstance(version, str) else "", names)


def released_by(course: Path, exercise: str) -> Iterator[tuple[str, ReleaseRecord]]:
    """Yield the assignments, with their records, that were released by a version that had this exercise."""
    for path in sorted((course / KEPT).glob("*.json")):
        record = release_record(course, path.stem)
        if exercise in record.exercises:
            yield path.stem, record


def course_version() -> str:
    """Return the course's version, with the commit where this copy is a clone or was installed from one."""
    commit = _commit_of_clone() if (COURSE / ".git").exists() else installed_from().get("vcs_info", {}).get("commit_id")
    return f"{__version__}, commit {commit}" if commit else __version__


def _commit_of_clone() -> str:
    words = ["git", "-C", str(COURSE), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=GIT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
