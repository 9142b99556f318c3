"""Serve one exercise in a process of its own: load the student's file, then do what the judge requests."""

from __future__ import annotations

import importlib
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.runner.limits import TimeBudget, mapped_memory
from grader.runner.local_runner import LocalRunner
from grader.runner.memory_layouts import Arrangement
from grader.runner.observation import CallError, CallResult, ErrorKind, Loaded, Observation
from grader.runner.platform import resource
from grader.runner.protocol import ItemPayload, encode_call, encode_reply
from grader.runner.seccomp import install_filter
from grader.runner.source import Source
from grader.runner.tree import Tree
from grader.runner.wire import ITEM_LIMIT, LIMIT, ConnectionLost, MalformedMessage, Reader, encode

OPEN_FILES = 64
FILE_SIZE = 32 * 2**20
PROCESSES = 64
DRIVERS = ("grader.course.", "grader.runner.")
"""Where the modules are that may drive an answer."""

CPU_SPARE = 5
"""Seconds of CPU time beyond the item's own: the judge's clock comes first, and a process that escapes it ends here."""


def serve(connection: socket.socket) -> None:
    """Serve one item over a connection, in a process that has nothing else."""
    messages = Reader(connection.recv)
    item = ItemPayload(**messages.message(ITEM_LIMIT))
    set_limits(item)
    install_filter()
    answer_requests(messages, connection.sendall, *loaded_answer(item))


def loaded_answer(item: ItemPayload) -> tuple[LocalRunner, Loaded]:
    """Return the item's answer, and what stands in its file."""
    files = {key: Source(Path(path), text) for key, (path, text) in item.files.items()}
    drive = importlib.import_module(item.driver).drive if item.driver.startswith(DRIVERS) else None
    tree = Tree(Path("handed-in"), files, vetted=False)
    answer = LocalRunner(
        item.part, item.name, tree, is_op=item.is_op, driver=drive, seconds=item.seconds, watchdog=False
    )
    return answer, answer.load()


def answer_requests(messages: Reader, send: Callable[[bytes], None], answer: LocalRunner, loaded: Loaded) -> None:
    """Send what was loaded, then what comes of each request, until there are no more."""
    callback = JudgeCallback(messages, send)
    sent = 0
    found: Any = loaded
    while True:
        printed = answer.printed.text
        send(_encoded(found, printed[sent:], answer.printed.count))
        sent = len(printed)
        try:
            request = messages.message()
        except ConnectionLost:
            return
        if "order" in request:
            found = Observation(answer.replay(**request))
        elif "many" in request:
            found = Observation(answer.outputs(**request))
        else:
            arrangement = Arrangement(**request["arrangement"])
            called = callback if request["callback"] else None
            found = answer.observe(**{**request, "arrangement": arrangement, "callback": called})


class JudgeCallback:
    """Sends a driver's calls to the judge while the judge waits for the reply to its own request, one at a time."""

    def __init__(self, messages: Reader, send: Callable[[bytes], None]) -> None:
        self.messages, self.send, self.one = messages, send, threading.Lock()

    def __call__(self, call: Any) -> Any:
        """Return the judge's answer to a call of plain values. Raises MalformedMessage or TypeError."""
        message = encode(encode_call(call))
        with self.one, TimeBudget.held():
            self.send(message)
            return self.messages.message()


def _encoded(found: Loaded | Observation, printed: str, count: int) -> bytes:
    try:
        return encode(encode_reply(found, printed, count))
    except MalformedMessage:
        message = f"it gave more than the {LIMIT >> 20} MB that an answer may have"
        error = CallError(ErrorKind.PROCESS_ENDED, message)
        instead = Loaded(error=message) if isinstance(found, Loaded) else Observation([CallResult(error=error)])
        return encode(encode_reply(instead, "", count))


def set_limits(item: ItemPayload) -> None:
    """Set the system's bounds on this process and its children; none of them can be raised again."""
    limits = {
        resource.RLIMIT_AS: _in_use() + item.memory,
        resource.RLIMIT_CPU: int(item.seconds) + CPU_SPARE,
        resource.RLIMIT_FSIZE: FILE_SIZE,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: PROCESSES,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        hard = resource.getrlimit(limit)[1]
        bounded = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (bounded, bounded))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file too large is an OSError, not a death


def _in_use() -> int:
    """Return the address space in use now, in bytes: what Python and NumPy have mapped is not the answer's."""
    try:
        return mapped_memory()
    except OSError:
        return 2**30
