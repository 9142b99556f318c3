"""Keep the memory of large arrays from one step to the next, instead of handing it back and having it cleared anew."""

from __future__ import annotations

import ctypes
import sys

M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4
"""Of glibc's malloc.h."""


def keep_memory() -> None:
    """Have glibc take large arrays from its heap and leave freed ones there; elsewhere do nothing.

    A step of the small model makes half a dozen arrays of 155 MB (768 tokens by 50304 symbols), a forward of GPT-2's
    plain pieces sixty of 50 MB. As maps of their own each is cleared page by page when it is first written, which is a
    third of the step and a quarter of the forward. For a process that runs a model, before it makes arrays.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:  # another C library
        return
    mallopt(M_MMAP_MAX, 0)
    mallopt(M_TRIM_THRESHOLD, 2**31 - 1)
