"""The fork server of a sandbox: import what answers need, warm up, say READY, then fork a process for each item.

It is started as `python -I -S fork_server.py HOW MODULES PARTS FOLDER...`: HOW is "confined" in a process namespace,
MODULES are imported for every item at once, with commas between, PARTS are the folders in which packs have parts, with
os.pathsep between, and the folders go on sys.path. Its standard input is
the connection to the judge: each message brings a socket for one item. Between items it ends every other process that
it can see and empties /tmp, so that no item finds anything of another. It never reads a byte that a student wrote, and
cannot be traced by its children.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import itertools
import os
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

READY, FORKED, ENDED, CLEAN = b"R", b"F", b"E", b"C"
ITEM, END, LOST = b"I", b"E", b"L"
"""What is said over the control connection; LOST is END where the item's process was not heard any more.

ENDED comes with the wait status, before anything is cleaned up: it is known even where that takes too long.
"""

ENDING_SECONDS = 0.2
"""Seconds that a process which has closed its connection has to end by itself, so that its exit status is known."""

RAN_ON = 2**16
PR_SET_DUMPABLE = 4
TMP_MODE = 0o755

PATIENCE = 1.0
"""Seconds after which processes that do not die are a reason to give up the whole sandbox."""

MOST_LEFT = 500
"""Files and folders that are removed one by one; where an item leaves more, the sandbox is given up with its /tmp."""


def main(confined: bool, modules: list[str], parts: list[str]) -> None:
    """Serve items until the judge hangs up."""
    from grader import course
    from grader.runner import item_process as item
    from grader.runner import lazy_numpy, seccomp
    from grader.runner.warm_up import warm_up

    course.__path__.extend(parts)
    lazy_numpy.defer_unused_modules()
    for module in modules:
        importlib.import_module(module)

    for path in (path for folder in course.__path__ for path in Path(folder).glob("part*/*/driver.py")):
        importlib.import_module(
            f"grader.course.{path.parent.parent.name}.{path.parent.name}.driver"
        )  # one that fails is the machine's fault: no READY, and no zero

    seccomp.prepare()
    warm_up()
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    gc.collect()
    gc.freeze()  # no collection in a fork writes to what all forks share: each page written to is a page copied
    before = process_state() if confined else None
    judge = socket.socket(fileno=os.dup(0))
    judge.sendall(READY)
    while True:
        word, sockets, _, _ = socket.recv_fds(judge, 1, 1)
        if not word:
            os._exit(0)
        child = fork_item(item, sockets[0])
        os.close(sockets[0])
        judge.sendall(FORKED)
        word = judge.recv(1)
        status = wait_for(child, ENDING_SECONDS if word == LOST else 0.0)
        if word:
            judge.sendall(ENDED + status.to_bytes(4, "big"))
        end_all(child, confined, ended=status != RAN_ON)
        if not word:
            os._exit(0)
        if confined and process_state() != before:
            sys.exit("an item changed the process that all items come from")
        judge.sendall(CLEAN)


def process_state() -> tuple:
    """Return what an item could change of this process, and so of later items, where no filter refuses it the calls."""
    import resource  # the judge, which imports this module for its words, may run where there is none

    limits = [getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")]
    share = os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0), os.sched_getaffinity(0)
    return (*map(resource.getrlimit, limits), *share)


def fork_item(item: object, connection: int) -> int:
    """Fork a process that serves one item and has no file open but its connection; return its id."""
    child = os.fork()
    if child:
        with contextlib.suppress(OSError):  # the child does the same; either may be first
            os.setpgid(child, child)
        return child
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        os.dup2(connection, 3)
        os.closerange(4, 4096)
        os.setpgid(0, 0)
        item.serve(socket.socket(fileno=3))
    finally:
        os._exit(0)


def wait_for(child: int, seconds: float) -> int:
    """Return the wait status with which the process ended by itself within `seconds`, RAN_ON where it did not."""
    ended, status = os.waitpid(child, os.WNOHANG)
    until = time.monotonic() + seconds
    while not ended and time.monotonic() < until:
        time.sleep(0.001)
        ended, status = os.waitpid(child, os.WNOHANG)
    return status if ended else RAN_ON


def end_all(child: int, confined: bool, *, ended: bool) -> None:
    """End the item's process, unless it has `ended`, and all that it started, and empty /tmp.

    Exits where that would take long, so that the judge starts another sandbox: this one's end removes all at once.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            # In a namespace of its own this reaches every process but its first and this one.
            if confined:
                os.kill(-1, signal.SIGKILL)
            else:
                os.killpg(child, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            if ended:
                break
        if not ended:
            ended, _ = os.waitpid(child, 0)
        else:
            time.sleep(0.001)
    else:
        sys.exit("processes of an item do not end")
    if confined:
        empty_folder(os.environ["TMPDIR"])


def empty_folder(folder: str) -> None:
    """Empty a folder and restore its mode and times, or exit, so that the judge starts another sandbox."""
    os.chmod(folder, TMP_MODE)
    for name in os.listxattr(folder):
        os.removexattr(folder, name)
    left = (name for _, folders, files in os.walk(folder) for name in (*folders, *files))
    if sum(1 for _ in itertools.islice(left, MOST_LEFT + 1)) > MOST_LEFT:
        sys.exit("an item left more files than are removed one by one")
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)
    os.utime(folder, (0, 0))
    if os.listdir(folder):
        sys.exit("what an item wrote cannot be removed")


if __name__ == "__main__":
    sys.path[:0] = sys.argv[4:]
    main(sys.argv[1] == "confined", sys.argv[2].split(","), list(filter(None, sys.argv[3].split(os.pathsep))))
