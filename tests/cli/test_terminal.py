"""Text on a terminal is wrapped at its width under its own indent; elsewhere it is not changed."""

import pytest

from grader.cli import terminal
from grader.cli.terminal import clip_line, join_names, say

NAMES = ["softmax", "attention_scores", "causal_mask"]


@pytest.mark.parametrize("indent", ["", "  ", "  ✗ ", "· "])
def test_a_long_line_is_wrapped_under_its_own_indent(screen, indent):
    words = "gradient of W_e, wanted three and got another number instead of it"
    say(indent + words)
    lines = screen().splitlines()
    assert len(lines) == 2 and all(len(line) <= 50 for line in lines)
    assert lines[1].startswith(" " * len(indent)) and lines[1].strip()[0] != "✗"
    assert " ".join(line.strip() for line in lines) == (indent + words).strip()


def test_a_command_is_not_broken(screen):
    say("Next: mend what is wrong there and check again; `grader hint central_difference` helps.")
    assert "\n`grader hint central_difference` helps." in screen()


def test_lines_that_fit_are_not_changed(screen):
    say("a   table\n  of   two lines")
    assert screen() == "a   table\n  of   two lines\n"


def test_a_long_row_is_clipped(screen):
    assert clip_line("x" * 60) == "x" * 49 + "…"


@pytest.mark.parametrize(
    ("column", "text"),
    [(0, "by softmax, attention_scores, causal_mask"), (20, "by softmax and 2 more"), (40, "by 3 exercises")],
)
def test_names_that_do_not_fit_are_counted(screen, column, text):
    assert join_names("by ", NAMES, column) == text


def test_text_for_a_pipe_is_not_wrapped(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    say("word " * 20)
    assert capsys.readouterr().out == "word " * 20 + "\n"
    assert clip_line("x" * 60) == "x" * 60
    assert join_names("by ", NAMES, 40) == "by softmax, attention_scores, causal_mask"


def luminance(colour):
    """WCAG's relative luminance of a colour of the cube of 6 x 6 x 6 among the 256."""
    steps = (0, 95, 135, 175, 215, 255)
    shares = [steps[(colour - 16) // step % 6] / 255 for step in (36, 6, 1)]
    linear = [share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", terminal.INKS)
def test_an_ink_can_be_read_on_white_and_on_black(name):
    light = luminance(terminal.INKS[name])
    assert min(1.05 / (light + 0.05), (light + 0.05) / 0.05) > 3.8


@pytest.mark.parametrize(("term", "code"), [("xterm-256color", "1;38;5;160"), ("xterm", "1;31")])
def test_a_style_is_written_in_the_colours_that_the_terminal_has(monkeypatch, capsys, term, code):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", term)
    for name in ("NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    terminal.say("no", "bold red")
    assert capsys.readouterr().out == f"\x1b[{code}mno\x1b[0m\n"


@pytest.mark.parametrize(
    ("system", "name", "word"), [("posix", "my work", "'my work'"), ("nt", "my work", '"my work"'), ("nt", "a", "a")]
)
def test_a_path_is_quoted_as_the_machines_shell_takes_it(monkeypatch, system, name, word):
    monkeypatch.setattr(terminal, "relative_path", lambda path: path)
    monkeypatch.setattr(terminal.os, "name", system)
    assert terminal.shell_word(name) == word
