"""Read single keys from the terminal, and leave the terminal as it was."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from typing import Protocol

from grader.runner.platform import unix_terminal


class Keyboard(Protocol):
    """Where keys are pressed."""

    def fileno(self) -> int:
        """Return what `wait_readable` waits for."""
        ...

    def read_keys(self) -> str:
        """Return the keys pressed, Enter as "\\n", a key without a letter (an arrow) as ""; "q" where none can come."""
        ...


@contextlib.contextmanager
def single_keys() -> Iterator[Keyboard | None]:
    """Yield the keyboard that single keys are read from, or None where stdin is no terminal.

    Ctrl-C stays a signal. The terminal's mode is restored on every way out, also when the process is told to end.
    """
    endings = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handlers = {number: signal.signal(number, _exit) for number in endings}
    try:
        with _unix_keyboard() if unix_terminal() else _windows_keyboard() as keyboard:
            yield keyboard
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


class _UnixKeyboard:
    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def fileno(self) -> int:
        return self.descriptor

    def read_keys(self) -> str:
        try:
            data = os.read(self.descriptor, 64)
        except OSError:
            data = b""
        if not data:
            return "q"
        return "" if data.startswith(b"\x1b") else data.decode(errors="ignore").replace("\r", "\n")


@contextlib.contextmanager
def _unix_keyboard() -> Iterator[Keyboard | None]:
    """Let stdin give each key as it is pressed, without an echo; yields None where it cannot."""
    termios, tty = unix_terminal()
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
        yield _UnixKeyboard(descriptor)
    finally:
        signal.signal(signal.SIGCONT, handler)
        with contextlib.suppress(termios.error):  # the terminal has gone
            termios.tcsetattr(descriptor, termios.TCSADRAIN, mode)


@contextlib.contextmanager
def _windows_keyboard() -> Iterator[Keyboard | None]:
    try:
        from grader.cli.watch.windows_keyboard import WindowsKeyboard
    except ImportError:  # no msvcrt
        yield None
        return
    yield WindowsKeyboard() if sys.stdin and sys.stdin.isatty() else None


def _exit(number: int, frame: object) -> None:
    sys.exit(128 + number)
