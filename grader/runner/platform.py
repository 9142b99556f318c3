"""What this platform can do. The only module that asks: the others use its answers, or its modules that may be None.

Windows has no fork, no alarm and none of Unix's modules; a browser (Pyodide) has no threads either.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import cache
from types import ModuleType

IN_BROWSER = sys.platform in ("emscripten", "wasi")
"""WebAssembly, which may have a function and yet not be able to carry it out."""

CAN_FORK = hasattr(os, "fork") and not IN_BROWSER
HAS_ALARM = hasattr(signal, "SIGALRM") and hasattr(signal, "setitimer") and not IN_BROWSER
"""Whether a timer can interrupt the main thread."""

HAS_THREADS = not IN_BROWSER
MAY_HAVE_SANDBOX = sys.platform.startswith("linux")
MARKS_NEED = "Marks need Linux, or on Windows WSL: bubblewrap, the sandbox, works with the kernel's namespaces."

resource: ModuleType | None
"""The limits and the use of memory and time, where there are any."""
try:
    import resource
except ImportError:
    resource = None


def unix_terminal() -> tuple[ModuleType, ModuleType] | None:
    """Return the modules termios and tty, by which single keys are read from a terminal, or None where there are none.

    Windows reads them by `msvcrt`.
    """
    try:
        import termios
        import tty
    except ImportError:
        return None
    return termios, tty


@cache
def shows_colours() -> bool:
    """Return whether a terminal takes the escapes of colours; the old console of Windows does once it is told to."""
    if os.environ.get("TERM") == "dumb":
        return False
    if sys.platform != "win32":
        return True
    import ctypes

    kernel, mode = ctypes.windll.kernel32, ctypes.c_ulong()
    console = kernel.GetStdHandle(-11)  # STD_OUTPUT_HANDLE
    if not kernel.GetConsoleMode(console, ctypes.byref(mode)):
        return "TERM" in os.environ  # no console, but a terminal of its own, such as Git Bash's
    return bool(kernel.SetConsoleMode(console, mode.value | 4))  # ENABLE_VIRTUAL_TERMINAL_PROCESSING


def shows_256_colours() -> bool:
    """Return whether a terminal that shows colours has the palette of 256; a console of Windows that does has it."""
    return "256" in os.environ.get("TERM", "") or "COLORTERM" in os.environ or sys.platform == "win32"


def interrupt_main_thread(thread: int) -> None:
    """Send SIGINT to the main thread, whose identity is `thread`, from another one; it wakes a sleeping one too.

    The handler has to be one of Python's: the system's own would end the process.
    """
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(thread, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)  # on Windows, Python's own handler then wakes the main thread
