"""A workspace of the first parts, and the environment of a process that has nothing that POSIX alone has."""

import os
from pathlib import Path

import pytest

from grader.course import registry
from grader.course.stubs import stub
from grader.paths import COURSE

PARTS = ("part01_calculus", "part02_backpropagation", "part03_linear_algebra", "part04_loss")


@pytest.fixture
def workspace(tmp_path):
    """A workspace with the stubs of the first parts."""
    for part in PARTS:
        folder = tmp_path / "exercises" / part
        folder.mkdir(parents=True)
        for name in registry.names(part):
            (folder / f"{name}.py").write_text(stub(part, name), encoding="utf-8")
    return tmp_path


@pytest.fixture
def without_posix():
    """The environment: no fork, no alarm, none of Unix's modules, a console of cp1252, and no UTF-8 by default."""
    taken = Path(__file__).parent / "without_posix"
    return {key: value for key, value in os.environ.items() if key not in ("GRADER_DEBUG", "COLUMNS")} | {
        "PYTHONPATH": os.pathsep.join([str(taken), str(COURSE)]),
        "PYTHONIOENCODING": "cp1252",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "LC_ALL": "C",
        "PYTHONWARNDEFAULTENCODING": "1",
    }
