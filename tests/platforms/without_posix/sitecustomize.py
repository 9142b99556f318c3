"""Takes away, in a process that finds this folder on PYTHONPATH, what Windows does not have; not from the stdlib.

Encodings are the environment's: see `tests/platforms/conftest.py`. Whoever opens a file of text without naming an
encoding, which would be cp1252 there, fails.
"""

import builtins
import os
import signal
import sys
import sysconfig
import warnings

MODULES = {"resource", "fcntl", "termios", "tty", "pty", "pwd", "grp"}
FUNCTIONS = {
    os: ("fork", "forkpty", "killpg", "setsid", "sched_getaffinity", "sched_getscheduler", "setpgid"),
    signal: ("SIGALRM", "SIGHUP", "SIGCONT", "setitimer", "getitimer", "alarm", "pause", "ITIMER_REAL"),
}
STDLIB = sysconfig.get_path("stdlib")

for module, names in FUNCTIONS.items():
    for name in names:
        if hasattr(module, name):
            delattr(module, name)

_import = builtins.__import__


def _import_as_on_windows(name, globals=None, locals=None, fromlist=(), level=0):
    if level == 0 and name in MODULES:
        file = (globals or {}).get("__file__") or ""
        if not file.startswith(STDLIB) or "site-packages" in file:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return _import(name, globals, locals, fromlist, level)


builtins.__import__ = _import_as_on_windows
if sys.flags.warn_default_encoding:
    warnings.filterwarnings("error", category=EncodingWarning, module=r"(grader|reference|solutions|figures)\b")
