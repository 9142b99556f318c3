"""Read single keys from the terminal, and leave the terminal as it was."""

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
    """Yield the descriptor that single keys are read from, or None where stdin is no terminal.

    Ctrl-C stays a signal. The terminal's mode is restored on every way out, also when the process is told to end.
    """
    handlers = {number: signal.signal(number, _exit) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        with _cbreak_mode() as descriptor:
            yield descriptor
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _cbreak_mode() -> Iterator[int | None]:
    """Let stdin give each key as it is pressed, without an echo; yields its descriptor, or None where it cannot."""
    try:
        descriptor = sys.stdin.fileno()
        mode = termios.tcgetattr(descriptor)
    except (AttributeError, OSError, ValueError, termios.error):  # None, closed, or no terminal
        yield None
        return

    def set_mode(*_: object) -> None:
        tty.setcbreak(descriptor, termios.TCSANOW)

    handler = signal.signal(signal.SIGCONT, set_mode)  # after Ctrl-Z and `fg` the shell has restored its own mode
    try:
        set_mode()
        yield descriptor
    finally:
        signal.signal(signal.SIGCONT, handler)
        with contextlib.suppress(termios.error):  # the terminal has gone
            termios.tcsetattr(descriptor, termios.TCSADRAIN, mode)


def read_keys(descriptor: int) -> str:
    """Return the keys pressed, Enter as "\\n", an escape sequence (an arrow) as ""; "q" where the terminal has gone."""
    try:
        data = os.read(descriptor, 64)
    except OSError:
        data = b""
    if not data:
        return "q"
    return "" if data.startswith(b"\x1b") else data.decode(errors="ignore").replace("\r", "\n")


def _exit(number: int, frame: object) -> None:
    sys.exit(128 + number)
