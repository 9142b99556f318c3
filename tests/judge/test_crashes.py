"""An answer that crashes the grader's own process is told in a sentence, with its line, and never by exit code 3."""

import signal
import sys

import pytest

from grader.cli.crash_report import describe_crash
from tests.judge.ask_judge import assert_in_words, matmul, spawned

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is forked there")

SEGFAULT = "import ctypes; ctypes.string_at(0)"
CRASHES = {
    "in the forward": (matmul(forward=SEGFAULT), 6, signal.SIGSEGV),
    "in backward": (matmul(backward=SEGFAULT), 8, signal.SIGSEGV),
    "at import": (matmul(top=SEGFAULT), 2, signal.SIGSEGV),
    "by abort": (matmul(forward="import os; os.abort()"), 6, signal.SIGABRT),
}


@pytest.mark.parametrize("text, line, number", CRASHES.values(), ids=CRASHES)
def test_crash_of_the_process_is_told_with_its_line(tmp_path, text, line, number):
    path = tmp_path / "matmul.py"
    path.write_text(text)
    ran = spawned("check", path)
    assert ran.code == -number
    assert ran.err.startswith("your code crashed the process") and f"matmul.py line {line}, in " in ran.err
    assert ran.err.count("\n") == 1 and not ran.out
    assert_in_words(ran)


def test_crash_in_the_sandbox_is_a_verdict(tmp_path):
    path = tmp_path / "matmul.py"
    path.write_text(matmul(forward=SEGFAULT))
    ran = spawned("check", path, "--unsandboxed")
    assert ran.code in (1, 2) and "it ended its process (SIGSEGV)" in ran.out


def test_command_that_is_killed_leaves_no_word(tmp_path):
    path = tmp_path / "matmul.py"
    path.write_text(matmul(forward="import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))
    ran = spawned("check", path)
    assert ran.code == -signal.SIGKILL and not ran.err


def test_report_without_a_crash_is_no_sentence():
    assert describe_crash("") == "" and describe_crash("Timeout!") == ""
