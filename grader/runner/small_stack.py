"""Room on a small stack: CPython in a browser counts on more than a WebAssembly engine gives it, and then dies of it.

CPython bounds how deep its C functions call each other, above all where it frees what hangs together in a long chain.
As built by Pyodide 0.28 it allows 10,000 calls. A chain of 50,000 tuples then overflows the stack of some 1 MB, and the
whole runtime is lost. Its build for WASI, another WebAssembly, allows 500, with which the chain is freed in portions.
"""

from __future__ import annotations

import ctypes
import sys

LIMIT = 500
"""Calls of C functions inside each other, as CPython 3.13 has it for WASI (Py_C_RECURSION_LIMIT)."""

WORDS = 20
"""Words of CPython's PyThreadState among which the counters stand."""


def bound_c_calls(limit: int = LIMIT) -> int:
    """Lower CPython's bound on C calls inside each other in this thread; return what was left of it, 0 where unknown.

    PyThreadState has no function for it. In CPython 3.13 its counter stands behind the recursion limit, which is known,
    and what is left of that.
    """
    if sys.version_info[:2] != (3, 13):
        return 0
    state = ctypes.pythonapi.PyThreadState_Get
    state.restype = ctypes.c_void_p
    words = (ctypes.c_int * WORDS).from_address(state())
    whole = sys.getrecursionlimit()
    for at in range(1, WORDS - 1):
        used, left = whole - words[at - 1], words[at + 1]
        if words[at] == whole and 0 <= used < whole and limit < left <= 10_000:
            words[at + 1] = limit
            return left
    return 0
