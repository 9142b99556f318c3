"""The sandbox holds without the filter of system calls: its namespaces, its limits and the end of each item do."""

import shutil

import pytest

from grader.course.registry import key
from grader.judge.grade_files import grade_files
from grader.judge.sandbox import bubblewrap
from grader.paths import COURSE
from tests.judge.sandbox.submitting import needs_sandbox, solutions

TEXT = "import os, time, numpy as np\n{0}\n\ndef relu(x):\n    {1}\n    return 0 * x, lambda dY: {{'x': 0 * dY}}\n"
LEAVE = "if not os.fork():\n    os.setsid()\n    while True: time.sleep(0.01)"
BOTH = "it ended its process, and the one that started it"
ATTACKS = {
    "a fork bomb": (TEXT.format("", "while True: os.fork()"), ""),
    "a process left running": (TEXT.format(LEAVE, "pass"), ""),
    "the end of the process that started it": (TEXT.format("", "os.kill(os.getppid(), 9); time.sleep(9)"), BOTH),
    "the end of everybody": (TEXT.format("os.kill(-1, 9)", "pass"), BOTH),
    "a process that holds the connection": (
        TEXT.format("import posix", "os.fork() or time.sleep(1e6); posix._exit(0)"), "does not finish within"
    ),
    "tracing what started it": (
        TEXT.format("import ctypes\nif not ctypes.CDLL(None).ptrace(16, 2, 0, 0): print('FOUND')", "pass"), ""
    ),
    "a descriptor of the process that started it": (
        TEXT.format("import ctypes\nlibc = ctypes.CDLL(None)\nfd = libc.syscall(434, os.getppid(), 0)\n"
                    "if libc.syscall(438, fd, 0, 0) >= 0: print('FOUND')", "pass"), ""
    ),
    "the limits of the process that started it": (
        TEXT.format("import resource", "resource.prlimit(os.getppid(), resource.RLIMIT_AS, (2**20, 2**20))"), ""
    ),
    "the processors of the process that started it": (
        TEXT.format("", "os.sched_setaffinity(os.getppid(), [min(os.sched_getaffinity(0))])"), ""
    ),
    "a socket to the outside": (
        TEXT.format("import socket\ntry: socket.create_connection(('127.0.0.1', 22), 1); print('FOUND')\n"
                    "except OSError: pass", "pass"), ""
    ),
}  # fmt: skip


@pytest.fixture
def no_filter(tmp_path, monkeypatch):
    """A house whose filter of system calls does nothing."""
    for path in bubblewrap.SHIPPED:
        copy = shutil.copytree if (COURSE / path).is_dir() else shutil.copy
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        copy(COURSE / path, tmp_path / path)
    nothing = "def install_filter(): return False\n\n\ndef prepare(): pass\n"
    (tmp_path / "grader/runner/seccomp.py").write_text(nothing)
    monkeypatch.setattr(bubblewrap, "COURSE", tmp_path)


@needs_sandbox
@pytest.mark.usefixtures("no_filter")
@pytest.mark.parametrize("text, words", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_on_other_processes_harms_nobody(text, words):
    files = solutions("add", "multiply") | {key("relu"): text}
    found = grade_files(files, ["add", "relu", "multiply"], vetted=False, seconds=0.5)
    told = found["relu"].verdict
    assert told and told.points == 0 and "FOUND" not in told.printed
    assert any(words in finding.message for _, finding in told.failures)
    assert found["add"].verdict.passed and found["multiply"].verdict.passed
