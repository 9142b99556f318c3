"""Fixtures of the judge's tests: a command line in this process, and answers put to it."""

import sys
import warnings

import pytest

from grader.cli.main import main
from grader.paths import workspace
from tests.judge.ask_judge import Ran


@pytest.fixture(autouse=True)
def _fresh_places():
    """The workspace is found once per process; each test may stand elsewhere."""
    workspace.cache_clear()
    yield
    workspace.cache_clear()


@pytest.fixture
def command(monkeypatch, capsys):
    """Run `grader ARGUMENTS` in this process."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["grader", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # cyclopts: that a test should give it its arguments
            main()
        captured = capsys.readouterr()
        return Ran(left.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def check(command, tmp_path):
    """Write an answer to a file and run `grader check NAME --file FILE` on it in this process."""

    def run(name, text, *options):
        path = tmp_path / "answer.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return command("check", name, "--file", path, *options)

    return run
