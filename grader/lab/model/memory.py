"""The memory of this process: keep what large arrays free, and measure the most that was in use."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

from grader.runner.platform import resource

M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4
"""Parameters of mallopt, from glibc's malloc.h."""


def keep_memory() -> None:
    """Have glibc take large arrays from its heap and keep the freed ones; elsewhere do nothing. Call it before them.

    A step of the small model makes half a dozen arrays of 155 MB (768 tokens by 50304 symbols), a forward of GPT-2's
    plain pieces sixty of 50 MB. By default each is mapped anew and cleared page by page as it is first written, which
    is a third of the step's time and a quarter of the forward's.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:  # another C library
        return
    mallopt(M_MMAP_MAX, 0)
    mallopt(M_TRIM_THRESHOLD, 2**31 - 1)


def reset_peak_memory() -> None:
    """Count the peak from now on, where the system can (Linux): what loading took is no part of the work."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # proc(5)
    except OSError:
        return


def peak_memory() -> int:
    """Return the most bytes that this process has held since its start or the last reset; 0 where it is not known."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
    except (OSError, StopIteration):
        if resource is None:
            return 0
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
