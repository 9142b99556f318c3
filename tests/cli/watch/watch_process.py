"""A `grader watch` process in a terminal of its own, and the files that it watches."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time

from grader.course import registry
from grader.paths import SOLUTIONS

FIRST, SECOND = registry.all_names()[:2]
TIMEOUT = 60


def file_of(workspace, name):
    return workspace / "exercises" / registry.part_of(name) / f"{name}.py"


def solution(name):
    return (SOLUTIONS / registry.part_of(name) / f"{name}.py").read_text()


def _own_terminal():
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # or Ctrl-C would be no signal


class WatchProcess:
    """The process and its terminal: `master` is the test's end of the pseudo-terminal, `slave` the process's."""

    def __init__(self, workspace, *arguments, terminal=True, seconds=None):
        command = ["-m", "grader", "watch", *arguments]
        if seconds:
            run = f"watch_exercises({arguments[0]!r}, {seconds})"
            command = ["-c", f"from grader.cli.commands.watch import watch_exercises; {run}"]
        self.master, slave = pty.openpty()
        self.mode = termios.tcgetattr(self.master)
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=workspace,
            stdin=slave if terminal else subprocess.DEVNULL,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_own_terminal if terminal else None,  # noqa: PLW1509 (the tests start no threads)
            env=os.environ | {"NO_COLOR": "1", "COLUMNS": "400"},
        )
        self.slave = slave  # held open, so that the terminal can be looked at after the process
        self.unread = ""

    def until(self, text):
        """Return what it printed up to and with `text`, a regular expression."""
        ends = time.monotonic() + TIMEOUT
        while not (found := re.search(text, self.unread)):
            ready, _, _ = select.select([self.master], [], [], max(0, ends - time.monotonic()))
            assert ready, f"{text!r} never came; what came: {self.unread}"
            self.unread += os.read(self.master, 1 << 16).decode().replace("\r\n", "\n")
        printed, self.unread = self.unread[: found.end()], self.unread[found.end() :]
        return printed

    def press(self, keys):
        os.write(self.master, keys.encode())

    def wait(self):
        """Wait for its end; return the exit code."""
        return self.process.wait(TIMEOUT)

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)
