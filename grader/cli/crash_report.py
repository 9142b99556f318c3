"""Tell in a sentence that an answer crashed the grader's own process, such as by a segmentation fault.

Nothing of Python runs after that. So a child process, forked before NumPy is imported (1 ms), waits at a pipe, on which
`faulthandler` writes where the code was; at an ordinary end nothing comes, and the child ends in silence.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
import signal
import sys
import sysconfig
import threading
from pathlib import Path

from grader.runner import platform

COMMANDS = ("check", "list", "show", "compare", "verdicts")
"""The commands that run a student's code in this process; the ladder's own page, which has no name, does too."""

FAULT = re.compile(r"Fatal Python error: (.+)")
FRAME = re.compile(r'File "(.+)", line (\d+) in (.+)')
OURS = tuple(str(path) for path in (Path(__file__).parents[1], *map(sysconfig.get_path, ("stdlib", "platlib"))))


def watch_for_crash(arguments: list[str]) -> None:
    """Have a crash of this process told, where the command may run a student's code and processes can be forked."""
    command = arguments[0] if arguments else "list"
    ours = sys.stderr is sys.__stderr__ and threading.active_count() == 1  # else this is a test, or a notebook
    if command not in COMMANDS or not ours or not platform.CAN_FORK:
        return
    with contextlib.suppress(OSError):
        read_end, write_end = os.pipe()
        if os.fork() == 0:
            try:
                os.close(write_end)
                _wait(read_end)
            finally:
                os._exit(0)
        os.close(read_end)
        faulthandler.enable(write_end, all_threads=False)


def describe_crash(report: str) -> str:
    """Return the sentence about a report of faulthandler, with the place that is nearest to the crash and no library's.

    "" where it reports no crash.
    """
    fault = FAULT.search(report)
    if not fault:
        return ""
    frames = [frame.groups() for frame in FRAME.finditer(report) if not frame[1].startswith(OURS)]
    where = "at {} line {}, in {}".format(*frames[0]) if frames else "in a library"
    return (
        f"your code crashed the process that ran it ({fault[1]}) {where}, so there is no verdict. Look there for what "
        "calls code outside Python (ctypes, memory that is not an array's) or a raised recursion limit. "
        "`grader check NAME --sandbox` judges it in a process of its own."
    )


def _wait(pipe: int) -> None:
    """Wait for the end of the other process, and say what it reported."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for standard in (0, 1):
        os.close(standard)
    report = b""
    while part := os.read(pipe, 1 << 16):
        report += part
    if sentence := describe_crash(report.decode(errors="replace")):
        os.write(2, f"{sentence}\n".encode(errors="replace"))
