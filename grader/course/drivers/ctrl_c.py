"""Ctrl-C, pressed by a driver: it comes as the signal does, so code that holds the signal back gets it later."""

from __future__ import annotations

import _thread
import contextlib
import signal
import threading
from collections.abc import Iterator


def on_main_thread() -> bool:
    """Whether Ctrl-C can come here as a signal: Python handles signals on the main thread alone."""
    return threading.current_thread() is threading.main_thread()


@contextlib.contextmanager
def raises_keyboard_interrupt() -> Iterator[None]:
    """Let Ctrl-C raise KeyboardInterrupt within, whatever handles it outside."""
    if not on_main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def press_ctrl_c() -> None:
    """Press Ctrl-C: SIGINT's handler is called at once, which raises KeyboardInterrupt where nobody holds it back."""
    if not on_main_thread():
        raise KeyboardInterrupt
    _thread.interrupt_main()
    for _ in range(100):  # Python looks for signals at a jump back, so the handler has run when this returns
        pass
