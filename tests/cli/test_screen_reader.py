"""For a screen reader no table, bar, drawing or sign is printed; and nothing is said by colour alone."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from grader.cli import progress_bar, screen_reader
from grader.cli.progress_bar import bar
from grader.cli.table import print_table
from grader.cli.terminal import clip_line, join_names, say
from grader.paths import COURSE, SOLUTIONS

pty = pytest.importorskip("pty", reason="a terminal is made by pty, which only Unix has")
DRAWN = re.compile("[\u2500-\u259f✓✗★▀⠁-⣿]")
"""Boxes, blocks, bars, spinners and marks."""

PART = "part03_linear_algebra"
WRONG = ("dx = dY @ W.T", "dx = 2 * dY @ W.T")
TABLES = [
    "--help",
    "list",
    "list --help",
    "check add",
    "check matmul",
    "show matmul",
    "show add",
    "compare add",
    "doctor",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A workspace with a right add and a wrong matmul."""
    folder = tmp_path_factory.mktemp("desk") / "exercises"
    shutil.copytree(COURSE / "exercises", folder)
    shutil.copyfile(SOLUTIONS / PART / "add.py", folder / PART / "add.py")
    text = (SOLUTIONS / PART / "matmul.py").read_text(encoding="utf-8")
    (folder / PART / "matmul.py").write_text(text.replace(*WRONG), encoding="utf-8")
    return folder.parent


@pytest.fixture
def words(monkeypatch):
    monkeypatch.setenv(screen_reader.ENVIRONMENT, "1")


def on_terminal(desk, *arguments, **environment):
    """Run the command line on a terminal; return what it printed there."""
    kept = {k: v for k, v in os.environ.items() if k not in (screen_reader.ENVIRONMENT, "NO_COLOR")}
    kept |= {"GPT2_BY_HAND": str(desk), "PYTHONPATH": str(COURSE), "TERM": "xterm-256color", "COLUMNS": "80"}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "grader", *arguments]
    child = subprocess.Popen(command, cwd=desk, env=kept | environment, stdout=theirs, stderr=theirs, stdin=theirs)
    os.close(theirs)
    printed = b""
    try:
        while part := os.read(ours, 65536):
            printed += part
    except OSError:  # the child has closed the terminal
        pass
    child.wait(60)
    os.close(ours)
    return printed.decode()


@pytest.mark.parametrize("command", ["", *TABLES])
def test_nothing_is_drawn(desk, command):
    printed = on_terminal(desk, *command.split(), "--screen-reader")
    assert printed and not DRAWN.search(printed)


def test_the_environment_asks_for_words_as_the_option_does(desk):
    assert on_terminal(desk, "list", GRADER_SCREEN_READER="1") == on_terminal(desk, "--screen-reader", "list")


@pytest.mark.parametrize("value", ["", "0"])
def test_an_environment_of_nothing_asks_for_nothing(monkeypatch, value):
    monkeypatch.setenv(screen_reader.ENVIRONMENT, value)
    assert not screen_reader.wants_words()


@pytest.mark.parametrize("command", ["--help", "list", "check matmul", "show matmul"])
def test_no_color_means_no_escape_of_a_colour(desk, command):
    assert not re.search("\x1b\\[[0-9;]*[34][0-9]", on_terminal(desk, *command.split(), NO_COLOR="1"))


@pytest.mark.parametrize("command", ["", "list", "check matmul", "show matmul"])
def test_no_colour_says_what_words_do_not(desk, command):
    def facts(**environment):
        printed = on_terminal(desk, *command.split(), **environment)
        text = re.sub("\x1b\\[[0-9;]*m|Blue is below 0, red above; | ?[0-9.]+ s\\b", "", printed)
        return text.lower().split()

    assert facts() == facts(NO_COLOR="1")


def test_option_is_taken_from_anywhere_before_two_dashes(monkeypatch):
    monkeypatch.setenv(screen_reader.ENVIRONMENT, "")
    assert screen_reader.take_option(["list", "--", "--screen-reader"]) == ["list", "--", "--screen-reader"]
    assert not screen_reader.wants_words()
    assert screen_reader.take_option(["list", "--screen-reader", "add"]) == ["list", "add"]
    assert screen_reader.wants_words()


def test_no_line_is_broken_or_cut(screen, words):
    say("word " * 30)
    assert screen() == "word " * 30 + "\n"
    assert clip_line("x" * 60) == "x" * 60
    assert join_names("by ", ["softmax"] * 20, 0).count("softmax") == 20


def test_cells_are_read_with_their_headings(capsys, words):
    print_table(("on: two axes", "shape", "yours"), [("W", "(7,)", "1.5"), ("b", "(2,)", "")])
    assert capsys.readouterr().out == "on: two axes\nW, shape: (7,), yours: 1.5\nb, shape: (2,)\n"


def test_progress_is_said_and_not_drawn(capsys, words, monkeypatch):
    monkeypatch.setattr(progress_bar, "LINE_SECONDS", 0)
    with bar() as progress:
        task = progress.add_task("reading", total=4)
        progress.update(task, completed=1)
        progress.advance(task)
    assert capsys.readouterr().out == "reading: 25 percent\nreading: 50 percent\n"


def test_progress_with_lines_of_its_own_is_said_once(capsys, words, monkeypatch):
    monkeypatch.setattr(progress_bar, "LINE_SECONDS", 0)
    with bar(own_lines=True) as progress:
        progress.update(progress.add_task("training", total=4), completed=1)
    assert capsys.readouterr().out == ""
