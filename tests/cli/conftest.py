"""A terminal for the tests of what is printed."""

import io
from types import SimpleNamespace

import pytest

from grader.cli import terminal


class _Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def screen(monkeypatch, capsys):
    """Let stdout count as a terminal of 50 columns without colours; return a function that gives what was printed."""
    monkeypatch.setattr(terminal, "sys", SimpleNamespace(stdout=_Terminal()))  # `print` has the real one
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "50")
    return lambda: capsys.readouterr().out
