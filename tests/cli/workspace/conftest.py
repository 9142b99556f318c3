"""A kit as it was released, a student's copy of it, and one to make a later release of."""

import shutil

import pytest


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class") / "kit"
    pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install -e '.[instructor]'")
    from grader.instructor.release.kit import build_kit

    build_kit(folder)
    return folder


@pytest.fixture
def kit(base, tmp_path):
    return shutil.copytree(base, tmp_path / "mine")


@pytest.fixture
def later(base, tmp_path):
    return shutil.copytree(base, tmp_path / "later")
