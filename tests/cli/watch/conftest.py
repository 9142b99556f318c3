"""A workspace of stubs, and watchers that end with their test."""

import os
import shutil

import pytest

pytest.importorskip("pty", reason="grader watch needs fork and a terminal")

from grader.course import registry
from grader.course.stubs import stub
from grader.paths import COURSE
from tests.cli.watch.watch_process import WatchProcess

PARTS = ("part01_calculus", "part02_backpropagation", "part03_linear_algebra")


@pytest.fixture
def workspace(tmp_path):
    """A workspace with the stubs of the first parts; a missing file only locks what is built on it."""
    for part in PARTS:
        folder = tmp_path / "exercises" / part
        folder.mkdir(parents=True)
        for name in registry.names(part):
            (folder / f"{name}.py").write_text(stub(part, name))
    return tmp_path


@pytest.fixture
def watch(workspace, monkeypatch):
    """Start `grader watch` in the workspace."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(COURSE), os.environ.get("PYTHONPATH", "")]))
    started = []

    def start(*arguments, **options):
        started.append(WatchProcess(workspace, *arguments, **options))
        return started[-1]

    yield start
    for watcher in started:
        watcher.close()
    shutil.rmtree(workspace, ignore_errors=True)  # the fork of a watcher that was killed may be writing still
