"""A submission's answers at a distance: one sandbox with a warm process, and a fork of it for each exercise."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from grader.answering.limits import Printed
from grader.answering.observation import Deed, Loaded, Observation
from grader.answering.source import Source, vet
from grader.answering.speech import Item, heard_loaded, heard_observation
from grader.answering.warm import CLEAN, END, FORKED, ITEM, LOST, RAN_ON, READY
from grader.answering.wire import Gone, Malformed, encode, receive
from grader.catalog.spec import Exercise
from grader.errors import BadInput, GraderError
from grader.judge.judge import SECONDS
from grader.judge.subject import Subject
from grader.worker import sandbox

START_SECONDS = 60.0
"""What a start may take: the machine may be busy, and no student's code has run yet."""

CLEAN_SECONDS = 20.0
GRACE = 1.0
"""Seconds that the judge waits beyond an answer's own, so that its process can say itself where it was stopped."""

TEXT_LIMIT = 200_000
"""Characters of one file."""

MEMORY = 2**30
"""Bytes that an answer may map beyond what NumPy and SciPy have."""


class Worker:
    """Runs the files of one submission. Use it in a `with` statement; one answer is asked at a time.

    `files` maps "partNN_topic.NAME" to a text or a Source. `sandboxed=False` runs them in a plain process, which bounds
    time and memory but hides nothing: for code that is trusted. `vetted=False` runs texts that import what they may
    not: what they can do is bounded all the same. That they are refused here is a courtesy; the sandbox is the wall.
    """

    def __init__(
        self,
        files: Mapping[str, Source | str],
        *,
        sandboxed: bool = True,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        vetted: bool = True,
    ) -> None:
        self.files = {key: _source(key, text) for key, text in files.items()}
        self.sandboxed, self.seconds, self.memory, self.vetted = sandboxed, seconds, memory, vetted
        self.warm: _Warm | None = None
        self.open: Remote | None = None
        self._refused: dict[str, str] = {}

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the sandbox and all that runs in it."""
        if self.open and self.open.connection:
            self.open.connection.close()
            self.open.connection = None
        if self.warm:
            self.warm.close()
        self.warm = None

    def subject(self, exercise: Exercise) -> Subject:
        """Return the submission's answer to an exercise, for `judge`; the answer before it is at an end.

        Raises BadInput where there is nothing to judge, GraderError where the machine is at fault.
        """
        drive = exercise.drive.__module__ if exercise.drive else ""
        return Subject(exercise, self.answer(exercise.part, exercise.name, is_op=exercise.is_op, drive=drive))

    def answer(self, part: str, name: str, *, is_op: bool = False, drive: str = "") -> Remote:
        """Return the answer itself, not loaded yet; the one before it is at an end."""
        if self.open:
            self.open.close()
        files = {key: (str(source.path), source.text) for key, source in self.files.items()}
        self.open = Remote(self, Item(part, name, is_op, drive, self.seconds, self.memory, files))
        return self.open

    def connect(self) -> socket.socket:
        """Return the connection to a fresh process for an item, in the warm process that is there or in a new one."""
        if self.warm is None or self.warm.process.poll() is not None:
            self.close()
            self.warm = _Warm(self.sandboxed, self._modules())
        return self.warm.fork()

    def _modules(self) -> str:
        """Return what to import for all items: scipy.special, which takes twice as long as NumPy, where it is named."""
        scipy = any("scipy" in source.text for source in self.files.values())
        return "numpy,scipy.special" if scipy else "numpy"

    def refused(self, key: str) -> str:
        """Say why a file is not to be judged: it is no Python, or imports what it may not; "" where it may."""
        if key not in self._refused:
            source = self.files[key]
            try:
                readable(source)
                (vet if self.vetted else parsed)(source)
                self._refused[key] = ""
            except BadInput as error:
                self._refused[key] = str(error)
        return self._refused[key]

    def end_item(self, *, lost: bool) -> int | None:
        """End the item's process; return the wait status that it ended with by itself, RAN_ON, or None where unknown.

        A warm process that did not outlive the item is replaced when it is needed: student code ran beside it.
        """
        try:
            status = self.warm.clean(lost=lost) if self.warm else None
        except Gone:
            status = None
        if status is None:
            self.close()
        return status


class Remote:
    """One answer in a process of the worker: what `Answer` is in this one."""

    def __init__(self, worker: Worker, item: Item) -> None:
        self.worker, self.item = worker, item
        self.printed = Printed()
        self.left = item.seconds
        self.trouble = ""
        self.loaded: list[str] = []
        self.connection: socket.socket | None = None

    @property
    def sources(self) -> Mapping[str, Source]:
        """The submission's files."""
        return self.worker.files

    def load(self) -> Loaded:
        """Fork a process and load the exercise's file in it."""
        key = f"{self.item.part}.{self.item.name}"
        if key not in self.worker.files:
            return Loaded(trouble=f"{self.item.name} was not handed in: there is no {key.replace('.', '/')}.py.")
        if refused := self._refused([key]):
            return Loaded(trouble=refused)
        self.connection = self.worker.connect()
        loaded = self._exchange(vars(self.item), heard_loaded)
        if not loaded:
            return Loaded(trouble=f"{self.item.name} cannot be imported: {self.trouble}")
        self.loaded = loaded.files
        loaded.trouble = self._refused(loaded.files) or loaded.trouble
        return loaded

    def _refused(self, keys: Sequence[str]) -> str:
        """Read the files of these keys, and say which is not Python or imports what it may not; "" where none."""
        return next((reason for key in keys if key in self.worker.files and (reason := self.worker.refused(key))), "")

    def observe(
        self, inputs: dict[str, Any], upstream: np.ndarray | None = None, *, closely: bool = False, near: bool = False
    ) -> Observation:
        """Call the answer and its backward."""
        request = {"inputs": inputs, "upstream": upstream, "closely": closely, "near": near}
        reply = None if self.trouble else self._exchange(request, heard_observation)
        return reply or Observation([Deed(trouble=self.trouble)])

    def outputs(self, many: list[dict[str, Any]]) -> list[Deed]:
        """Call the answer on each of these inputs, in one exchange."""
        reply = None if self.trouble else self._exchange({"many": many}, heard_observation)
        return reply.deeds if reply else [Deed(trouble=self.trouble)]

    def close(self, *, lost: bool = False) -> None:
        """End the answer's process."""
        if self.connection:
            self.connection.close()
            self.connection = None
            self.status = self.worker.end_item(lost=lost)

    def _exchange(self, message: Any, heard: Any) -> Any:
        """Send and wait for a reply; None, with `trouble` in words, where none came or none in time."""
        start = time.monotonic()
        until = start + self.left + GRACE
        try:
            send(self.connection, encode(message), until)
            printed, count, found = heard(receive(lambda n: read(self.connection, n, until)))
        except TimeoutError:
            self._lost(f"it does not finish within {self.item.seconds:g} s")
        except (Gone, OSError):
            self._lost("")
        except Malformed as error:
            self._lost(f"its process wrote to its judge: {error}")
        else:
            self.left = max(0.0, self.left - (time.monotonic() - start))
            self.printed.write(printed)
            self.printed.count = max(self.printed.count, count)
            return found
        return None

    def _lost(self, trouble: str) -> None:
        """Note that nothing more will be heard of this answer, and why."""
        self.trouble = trouble or "it ended its process"
        self.close(lost=not trouble)
        if not trouble:
            self.trouble = _ending(self.status, self.item)


def _ending(status: int | None, item: Item) -> str:
    """Say how a process ended that was to answer."""
    if status is None:
        return "it ended its process, and the one that started it"
    if status == RAN_ON:
        return "it closed the connection to its judge"
    if not os.WIFSIGNALED(status):
        return f"it ended its process (exit code {os.waitstatus_to_exitcode(status)}) instead of returning"
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return f"it does not finish within {item.seconds:g} s"
    name = signal.Signals(number).name if number in signal.valid_signals() else f"signal {number}"
    if number == signal.SIGKILL:
        return f"its process was killed ({name}): it asked for more than there is, or killed itself"
    return f"it ended its process ({name}) instead of returning"


class _Warm:
    """A warm process that has said READY. Raises GraderError from its start, where it does not say so."""

    def __init__(self, sandboxed: bool, modules: str) -> None:
        self.ended = False
        self.folder = tempfile.TemporaryDirectory(prefix="grader-")
        ours, theirs = socket.socketpair()
        command = sandbox.confined(modules) if sandboxed else sandbox.unconfined(modules)
        with theirs:
            self.process = sandbox.start(
                command, theirs.fileno(), self.folder.name, sandbox.environment(self.folder.name)
            )
        self.control = ours
        try:
            word = read(self.control, 1, time.monotonic() + START_SECONDS)
        except (TimeoutError, OSError):
            word = b""
        if word != READY:
            said = self._end().strip().splitlines()
            raise GraderError(f"the worker did not get ready: {said[-1][:300] if said else 'it said nothing'}")

    def fork(self) -> socket.socket:
        """Return the connection to a new process. Raises GraderError where there is none."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self.control, [ITEM], [theirs.fileno()])
                word = read(self.control, 1, time.monotonic() + START_SECONDS)
        except (TimeoutError, OSError):
            word = b""
        if word != FORKED:
            ours.close()
            self.close()
            raise GraderError("the worker could not start a process for an answer")
        return ours

    def clean(self, *, lost: bool) -> int:
        """End the item's process and what it started; return its wait status. Raises Gone where the sandbox is lost."""
        try:
            self.control.sendall(LOST if lost else END)
            told = b""
            while len(told) < 5:
                part = read(self.control, 5 - len(told), time.monotonic() + CLEAN_SECONDS)
                if not part:
                    raise Gone
                told += part
        except (TimeoutError, OSError):
            raise Gone from None
        if told[:1] != CLEAN:
            raise Gone
        return int.from_bytes(told[1:], "big")

    def close(self) -> None:
        """End the process, and everything in its sandbox with it."""
        self._end()

    def _end(self) -> str:
        if self.ended:
            return ""
        self.ended = True
        self.control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=0.5)
        if self.process.poll() is None:
            self.process.kill()
        said = self.process.communicate()[1] or b""
        with contextlib.suppress(OSError):
            self.folder.cleanup()
        return said.decode(errors="replace")


def read(connection: socket.socket, count: int, until: float) -> bytes:
    """Read up to `count` bytes, b"" at the end. Raises TimeoutError once it is `until`."""
    connection.settimeout(max(1e-3, until - time.monotonic()))
    if time.monotonic() > until:
        raise TimeoutError
    return connection.recv(count)


def send(connection: socket.socket, data: bytes, until: float) -> None:
    """Send all of `data`. Raises TimeoutError once it is `until`."""
    connection.settimeout(max(1e-3, until - time.monotonic()))
    connection.sendall(data)


def readable(source: Source) -> None:
    """Raise BadInput for a text that the judge would rather not parse."""
    if len(source.text) > TEXT_LIMIT:
        raise BadInput(f"{source.path} has {len(source.text):,} characters; {TEXT_LIMIT:,} are enough for an answer.")
    try:
        source.text.encode()
    except UnicodeEncodeError:
        raise BadInput(f"{source.path} is not UTF-8 text. Save it as UTF-8 Python source.") from None


def parsed(source: Source) -> None:
    """Raise BadInput where the text is not Python."""
    _ = source.syntax


def _source(key: str, text: Source | str) -> Source:
    return text if isinstance(text, Source) else Source(Path(key.replace(".", "/") + ".py"), text)
