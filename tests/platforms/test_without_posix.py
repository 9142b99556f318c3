"""Where there is no fork, no alarm and none of Unix's modules, as on Windows, student commands work all the same."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from grader.cli.commands.doctor import doctor_
from grader.course import registry
from grader.judge.sandbox.bubblewrap import SandboxUnavailable, bubblewrap_path
from grader.paths import SOLUTIONS
from grader.runner import platform
from tests.judge.ask_judge import matmul

STUB = "not written yet"


@pytest.fixture
def run(workspace, without_posix):
    """Run a module of Python's, `grader` for one, in the workspace: (exit code, what it printed)."""

    def run_module(*command, expect=None, seconds=60):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=workspace, env=without_posix, timeout=seconds, check=False,
            capture_output=True, encoding="cp1252", errors="strict",
        )  # fmt: skip
        printed = done.stdout + done.stderr
        assert "Traceback" not in printed and "the grader itself failed" not in printed, printed
        assert expect is None or done.returncode == expect, printed
        return printed

    return run_module


def file_of(workspace, name):
    return workspace / "exercises" / registry.part_of(name) / f"{name}.py"


def solution(name):
    return (SOLUTIONS / registry.part_of(name) / f"{name}.py").read_text(encoding="utf-8")


def test_the_lane_takes_away_what_windows_lacks(without_posix):
    asked = "import os, signal; print(hasattr(os, 'fork'), hasattr(signal, 'SIGALRM'), hasattr(signal, 'setitimer'))"
    done = subprocess.run([sys.executable, "-c", asked], env=without_posix, capture_output=True, check=True)
    assert done.stdout.split() == [b"False"] * 3
    for module in ("resource", "fcntl", "termios", "pwd"):
        done = subprocess.run(
            [sys.executable, "-c", f"import {module}"], env=without_posix, capture_output=True, check=False
        )
        assert b"ModuleNotFoundError" in done.stderr


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ((), 0, "Calculus"),
        (("list",), 0, "softmax"),
        (("doctor",), None, "openblas"),
        (("check", "matmul"), 1, STUB),
        (("hint", "matmul"), 0, "hint 1 of 3"),
        (("show", "matmul"), 2, STUB),
        (("reset", "matmul"), 0, "is the stub"),
        (("mistakes", "matmul"), 0, "judged as they should be"),
        (("benchmark", "--help"), 0, "--stride"),
        (("grade", "--help"), 0, "FOLDER"),
        (("train", "--help"), 0, "--task"),
        (("--help",), 0, "Your exercises"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_works(run, command, code, said):
    assert said in run("grader", *command, expect=code)


def test_a_wrong_answer_is_diagnosed(workspace, run):
    file_of(workspace, "matmul").write_text(solution("matmul").replace("dY @ W.T", "dY @ W"), encoding="utf-8")
    printed = run("grader", "check", "matmul", expect=1)
    assert "x two axes: backward fails" in printed and "known mistakes refused" in printed  # ✗ is not in cp1252


def test_a_right_answer_with_crlf_passes(workspace, run):
    file_of(workspace, "matmul").write_bytes(solution("matmul").replace("\n", "\r\n").encode())
    assert "10 of 10 points" in run("grader", "check", "matmul", expect=0)


def test_compare_measures_a_right_answer(workspace, run):
    file_of(workspace, "matmul").write_text(solution("matmul"), encoding="utf-8")
    report = json.loads(run("grader", "compare", "matmul", "--json", expect=0))
    assert report["quality"]["yours"]["all_calls_seen"] and report["quality"]["remarks"] == []


def test_an_endless_loop_ends_after_ten_seconds(workspace, run):
    file_of(workspace, "matmul").write_text(matmul(forward="while True: pass"), encoding="utf-8")
    start = time.monotonic()
    assert "does not finish within 10 s" in run("grader", "check", "matmul", expect=2)
    assert time.monotonic() - start < 30


QUICK = """
import sys
from grader.runner import limits
limits.GRACE, limits.ANSWER_SECONDS = 0.3, 0.5
sys.argv = ["grader", "check", "matmul"]
from grader.cli.main import main
main()
"""
"""`grader check matmul` with half a second for the answer."""

CATCHING = "while True:\n        try:\n            while True: x.sum()\n        except BaseException: pass"
ENDLESS = {
    "asleep": (matmul(forward="import time; time.sleep(1e6)"), "does not finish within 0.5 s"),
    "at import": (matmul(top="while True: pass"), "does not finish within 0.5 s"),
    "catching everything": (
        matmul(
            forward="while True:\n        try:\n            while True: x.sum()\n        except BaseException: pass"
        ),
        "cannot be interrupted",
    ),
}


@pytest.mark.parametrize(("text", "said"), ENDLESS.values(), ids=ENDLESS)
def test_whatever_does_not_end_is_ended(workspace, run, text, said):
    file_of(workspace, "matmul").write_text(text, encoding="utf-8")
    workspace.joinpath("quick.py").write_text(QUICK, encoding="utf-8")
    assert said in run("quick", expect=2)


def test_pytest_judges_an_exercise(workspace, run):
    file_of(workspace, "matmul").write_text(solution("matmul"), encoding="utf-8")
    assert " passed" in run("pytest", "exercises", "-k", "matmul", "-q", "-p", "no:cacheprovider", expect=0)


@pytest.fixture
def watch(workspace, without_posix):
    """A `grader watch` without keys, and what it prints, line by line."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "grader", "watch", "matmul"], cwd=workspace, env=without_posix,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="cp1252",
    )  # fmt: skip
    with process:
        yield process
        process.kill()


def until(process, said):
    """Read what a process prints until a line has these words, and return it all."""
    printed = ""
    while said not in printed:
        line = process.stdout.readline()
        assert line, f"it ended; what it printed: {printed}"
        printed += line
    return printed


def test_where_no_sandbox_can_be_marks_say_what_they_need(monkeypatch, capsys):
    monkeypatch.setattr(platform, "MAY_HAVE_SANDBOX", False)
    with pytest.raises(SandboxUnavailable, match="Linux, or on Windows WSL"):
        bubblewrap_path()
    assert doctor_() == 0
    assert "Linux, or on Windows WSL" in capsys.readouterr().out


def test_watch_judges_what_is_saved(workspace, watch):
    file = file_of(workspace, "matmul")
    until(watch, STUB)
    file.write_text("import os\nos.abort()\n", encoding="utf-8")
    until(watch, "ended without an answer")
    file.write_text("import time\ntime.sleep(1e6)\n", encoding="utf-8")
    file.write_text(solution("matmul"), encoding="utf-8")  # replaces the verdict under way
    until(watch, "matmul  passed")
    if os.name == "posix":  # on Windows no other process can send Ctrl-C alone
        watch.send_signal(signal.SIGINT)
        assert watch.wait(20) == 130
