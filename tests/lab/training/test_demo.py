"""`grader demo`: the model learns before one's eyes, sorts what is typed, and says whose its pieces are."""

import io
import shutil

import pytest

from grader.cli.commands import demo
from grader.cli.workspace.update_files import update_workspace
from grader.lab.model.resolve_pieces import solution_pieces
from grader.lab.training import settings
from grader.paths import SOLUTIONS


@pytest.fixture
def quick(monkeypatch):
    """A demo of few words and few steps."""
    monkeypatch.setitem(settings.DEFAULTS, "sort", settings.DEFAULTS["sort"] | {"steps": 3, "batch_size": 8})
    monkeypatch.setattr(demo, "SHOWN", (0, 2))


def test_it_sorts_what_is_typed_and_says_whose_pieces(quick, monkeypatch, capsys):
    monkeypatch.setattr(demo, "_pieces", lambda: solution_pieces(demo.PIECES))
    monkeypatch.setattr("sys.stdin", io.StringIO("52013\n99\n\n11111\n"))
    assert demo.demo_() == 0
    said = capsys.readouterr().out
    assert said.count("step ") == 3 and "of 1,000 words that it never saw" in said
    assert "52013 -> " in said and "99 is not five digits" in said and "11111" not in said
    assert "the solutions'" in said and "(yours)" not in said


def test_a_piece_that_passes_is_the_readers_own(quick, monkeypatch, tmp_path, capsys):
    update_workspace(tmp_path)
    shutil.copy(SOLUTIONS / "part03_linear_algebra/matmul.py", tmp_path / "exercises/part03_linear_algebra/matmul.py")
    monkeypatch.setattr(demo, "exercises", lambda: tmp_path / "exercises")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert demo.demo_() == 0
    said = capsys.readouterr().out
    assert "matmul (yours)" in said and said.count("(yours)") == 1
    assert f"1 your own, {len(demo.PIECES) - 1} borrowed" in said


def test_five_digits_fit_the_limit_on_words():
    assert settings.new({"kind": "sort", "letters": demo.LETTERS, "symbols": demo.SYMBOLS})
