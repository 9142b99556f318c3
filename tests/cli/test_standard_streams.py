"""What a command prints to comes closed, full, broken or in a small encoding: it ends in words, and never in exit 3."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.safe_text import SIGNS, plain_signs

NEEDS_FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
WRONG = "def softmax(x):\n    return x, lambda dp: {'x': dp}\n"


def shell(line, **environment):
    """Run a command line of the shell, in which `grader` is the real one, on Python's own buffering."""
    keep = {k: v for k, v in os.environ.items() if k not in ("GRADER_DEBUG", "PYTHONUNBUFFERED")} | environment
    line = line.replace("grader ", f"{sys.executable} -m grader ")
    return subprocess.run(["sh", "-c", line], env=keep, capture_output=True, timeout=60, check=False)


@NEEDS_FULL
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("line", ["grader list", "grader --help", "grader check softmax --json"])
def test_stdout_that_is_full_ends_in_a_sentence(line, unbuffered):
    ran = shell(f"{line} >/dev/full", PYTHONUNBUFFERED=unbuffered)
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"What was to be printed cannot be written") and ran.stderr.count(b"\n") == 1


def test_stdout_that_cannot_be_written_ends_in_a_sentence():
    ran = shell("grader list 1</dev/null")
    assert ran.returncode == 2 and b"cannot be written" in ran.stderr


@NEEDS_FULL
def test_full_stderr_changes_no_exit_code():
    assert shell("grader check nothing 2>/dev/full").returncode == 2


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_closed_streams_change_no_exit_code(closed, tmp_path):
    (tmp_path / "answer.py").write_text(WRONG)
    assert shell(f"grader list {closed}").returncode == 0
    assert shell(f"grader check softmax --file {tmp_path}/answer.py {closed}").returncode == 1
    assert (tmp_path / "answer.py").read_text() == WRONG


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
@pytest.mark.parametrize("line", ["list", "check softmax --file {}"])
def test_small_encoding_gets_plain_signs(encoding, line, tmp_path):
    (tmp_path / "answer.py").write_text(WRONG)
    ran = shell("grader " + line.format(tmp_path / "answer.py"), PYTHONIOENCODING=encoding)
    assert ran.returncode in (0, 1), ran
    text = ran.stdout.decode(encoding)
    assert "\\u" not in text and not ran.stderr
    if line == "list":
        assert ("★" in text) == (encoding == "utf-8") and ("* softmax" in text) == (encoding != "utf-8")


def test_encoding_with_its_own_rule_keeps_it():
    assert b"?" in shell("grader list", PYTHONIOENCODING="ascii:replace").stdout


def test_every_sign_has_plain_signs():
    assert all(plain.isascii() and len(sign) == 1 for sign, plain in SIGNS.items())
    assert plain_signs("γ Δ") == "gamma delta"
    assert plain_signs("✓ é ﬁ \U0001f600") == "+ e fi \\U0001f600"
