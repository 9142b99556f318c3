"""Bundles of an autograder for Classroom 50 and Gradescope: scripts, the kit that judges, and what is asked."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from grader.files import put_aside, write_atomically
from grader.instructor.assignments import Course
from grader.instructor.release.kit import build_kit
from grader.instructor.release.release_folder import COPIES, ReleaseFolder

SCRIPTS = Path(__file__).parent / "autograder"
CLASSROOM50 = {"classroom50.py": "autograder.py", "judge_checkout.py": "judge_checkout.py"}
GRADESCOPE = {
    "gradescope.py": "autograder.py",
    **{name: name for name in ("judge_checkout.py", "setup.sh", "run_autograder")},
}
"""The scripts of each, and their names in the bundle."""

EXECUTABLE = ("setup.sh", "run_autograder")


def build_classroom50(folder: Path, course: Course) -> ReleaseFolder:
    """Write the bundle into `folder`: what stands in CLASSROOM/autograders/ASSIGNMENT/ of the teacher's repository.

    Anyone who finds its address can read it, so it has no more in it than the kit. Raises BadInput as `build_kit` does.
    """
    return _bundle(folder, course, CLASSROOM50)


def build_gradescope(folder: Path, course: Course, *, unsandboxed: bool = False) -> Path:
    """Write the bundle into `folder`, and the archive that Gradescope takes next to it; return the archive.

    With `unsandboxed` it judges without a sandbox where none can be had, and its results say so.
    """
    bundle = _bundle(folder, course, GRADESCOPE)
    marker = folder / "unsandboxed"
    if unsandboxed:
        bundle.write(marker.name, "Where no sandbox can be had, judge without one, and say so.\n")
    else:
        marker.unlink(missing_ok=True)
    archive = folder.with_name(f"{folder.name}.zip")
    content = _zipped(folder)
    if archive.is_file() and archive.read_bytes() != content:
        put_aside(archive)
    write_atomically(archive, content)
    return archive


def _bundle(folder: Path, course: Course, scripts: dict[str, str]) -> ReleaseFolder:
    bundle = ReleaseFolder(folder)
    bundle.written += build_kit(folder / "kit", course).written
    asked = {each.name: {name: each.points_of(name) for name in each.exercises} for each in course.assignments}
    bundle.write("asked.json", json.dumps(asked, indent=1) + "\n")
    for script, name in scripts.items():
        bundle.write(name, (SCRIPTS / script).read_bytes())
    return bundle


def _zipped(folder: Path) -> bytes:
    """Return a folder as an archive, the same for the same files, without what was put aside."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and COPIES.parts[0] not in path.parts):
            name = path.relative_to(folder).as_posix()
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o755 if name in EXECUTABLE else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return content.getvalue()
