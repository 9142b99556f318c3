"""A course of two parts, released once; each test that grades has a copy of its own."""

import contextlib
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install -e '.[instructor]'")

from grader.course import registry
from grader.errors import BadInput, GraderError
from grader.instructor.release.course_folder import release_course
from grader.judge.sandbox.bubblewrap import SandboxUnavailable
from grader.judge.sandbox.worker import Worker

PART, EARLIER = "part05_normalization", "part04_loss"
SECRET = "0123456789abcdef0123456789abcdef"


def nbgrader(course, command, *words):
    """Run one of nbgrader's commands in this process; return its exit code."""
    from nbgrader.apps.nbgraderapp import NbGraderApp

    app = NbGraderApp.subcommands[command][0]
    before = Path.cwd()
    os.chdir(course)
    try:
        instance = app.instance()
        instance.initialize(list(words))
        instance.start()
    except SystemExit as done:
        return done.code
    finally:
        app.clear_instance()
        os.chdir(before)
    return 0


def read(path):
    return json.loads(Path(path).read_text())


def source_of(course, part=PART):
    """The notebook with every exercise solved."""
    return read(course / "source" / part / f"{part}.ipynb")


def released(course, part=PART):
    return read(course / "release" / part / f"{part}.ipynb")


def hand_in(course, student, notebook, part=PART, timestamp=None):
    """Put a notebook, or any bytes, where nbgrader collects a student's submission."""
    folder = course / "submitted" / student / part
    folder.mkdir(parents=True, exist_ok=True)
    content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    (folder / f"{part}.ipynb").write_bytes(content)
    if timestamp:
        (folder / "timestamp.txt").write_text(timestamp)


def cell_of(notebook, grade_id):
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def needs_a_sandbox():
    """Skip, in words, where student code cannot be shut in."""
    try:
        with Worker({"part04_loss.softmax": "x = 1\n"}) as worker, contextlib.suppress(BadInput):
            worker.submission(registry.entry("softmax"))
    except (SandboxUnavailable, GraderError) as trouble:
        pytest.skip(f"no sandbox here: {trouble}")


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    root = tmp_path_factory.mktemp("instructor")
    mine = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    mine |= {name: str(root / "jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in mine.items():
            patch.setenv(name, value)
        release_course(root / "course", [PART, EARLIER], SECRET)
        for part in (PART, EARLIER):
            assert nbgrader(root / "course", "generate_assignment", part) == 0
        yield root / "course"


@pytest.fixture
def course(base, tmp_path):
    return shutil.copytree(base, tmp_path / "course")
