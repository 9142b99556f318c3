"""Single keys from the terminal, and the terminal as it was afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import termios
import tty
from collections.abc import Iterator


@contextlib.contextmanager
def single_keys() -> Iterator[int | None]:
    """Give the descriptor that single keys are read from, or None where stdin is no terminal.

    Ctrl-C stays a signal. The terminal is put back on every way out, also when the process is told to end.
    """
    before = {number: signal.signal(number, _leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        with _single_keys() as descriptor:
            yield descriptor
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _single_keys() -> Iterator[int | None]:
    try:
        descriptor = sys.stdin.fileno()
        mode = termios.tcgetattr(descriptor)
    except (AttributeError, OSError, ValueError, termios.error):  # None, closed, or no terminal
        yield None
        return

    def single(*_: object) -> None:
        tty.setcbreak(descriptor, termios.TCSANOW)

    before = signal.signal(signal.SIGCONT, single)  # after Ctrl-Z and `fg` the shell has put its own mode back
    try:
        single()
        yield descriptor
    finally:
        signal.signal(signal.SIGCONT, before)
        with contextlib.suppress(termios.error):  # the terminal has gone
            termios.tcsetattr(descriptor, termios.TCSADRAIN, mode)


def read_keys(descriptor: int) -> str:
    """Return the keys pressed, Enter as "\\n"; "q" where the terminal has gone. An arrow or the like is no key."""
    try:
        got = os.read(descriptor, 64)
    except OSError:
        got = b""
    if not got:
        return "q"
    return "" if got.startswith(b"\x1b") else got.decode(errors="ignore").replace("\r", "\n")


def _leave(number: int, frame: object) -> None:
    sys.exit(128 + number)
