"""Run the files of one submission: one sandbox with a fork server, and a fork of it for each exercise."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from pathlib import Path

from grader.course.spec import Exercise
from grader.errors import BadInput
from grader.judge.sandbox.bubblewrap import SandboxUnavailable, bubblewrap_path
from grader.judge.sandbox.fork_server_client import ForkServer
from grader.judge.sandbox.import_graph import reachable_keys
from grader.judge.sandbox.sandbox_cache import SandboxCache
from grader.judge.sandbox.sandbox_runner import SandboxRunner
from grader.judge.submission import Submission
from grader.runner.limits import ANSWER_SECONDS
from grader.runner.protocol import ItemPayload
from grader.runner.source import Source, vet
from grader.runner.wire import ConnectionLost

TEXT_LIMIT = 200_000
"""Characters of one file."""

CLEANING_SECONDS = 10.0
"""What cleaning up after all answers of a submission may take together; after that, each ends with its sandbox."""

MEMORY = 2**30
"""Bytes that an answer may map beyond what NumPy and SciPy have."""


class Worker:
    """Runs the files of one submission. Use it in a `with` statement; one answer runs at a time.

    `files` maps "partNN_topic.NAME" to a text or a Source. `sandboxed=False` runs them in a plain process, which bounds
    time and memory but hides nothing: for code that is trusted. `vetted=False` runs texts that import what they may
    not: what they can do is bounded all the same. That they are refused here is a courtesy; the sandbox is the wall.
    `cache` lends the sandbox, and gets it back for the next submission.
    """

    def __init__(
        self,
        files: Mapping[str, Source | str],
        *,
        sandboxed: bool = True,
        seconds: float = ANSWER_SECONDS,
        memory: int = MEMORY,
        vetted: bool = True,
        cache: SandboxCache | None = None,
    ) -> None:
        self.files = {key: _source(key, text) for key, text in files.items()}
        self.sandboxed, self.seconds, self.memory, self.vetted = sandboxed, seconds, memory, vetted
        self.cache = cache if sandboxed else None
        self.fork_server: ForkServer | None = None
        self.runner: SandboxRunner | None = None
        self.cleaning_left = CLEANING_SECONDS
        self._refusals: dict[str, str] = {}

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        if kind:
            self.end()  # a message may have been cut off
        else:
            self.close()

    def close(self) -> None:
        """End all that runs of the submission, and the sandbox with it, unless that is lent."""
        if self.cache and self.runner:
            self.runner.close()
        if self.cache and self.fork_server:
            self.cache.give_back(self.fork_server)
            self.fork_server = None
        self.end()

    def end(self) -> None:
        """End the sandbox and all that runs in it."""
        if self.runner and self.runner.connection:
            self.runner.connection.close()
            self.runner.connection = None
        if self.fork_server:
            self.fork_server.close()
        self.fork_server = None

    def submission(self, exercise: Exercise) -> Submission:
        """Return the answer to an exercise, loaded and ready to be judged; the answer before it is ended.

        Raises BadInput where there is nothing to judge, GraderError where the machine is at fault.
        """
        driver = exercise.driver.__module__ if exercise.driver else ""
        return Submission(exercise, self.run(exercise.part, exercise.name, is_op=exercise.is_op, driver=driver))

    def run(self, part: str, name: str, *, is_op: bool = False, driver: str = "") -> SandboxRunner:
        """Return the answer's runner, not loaded yet; the one before it is ended."""
        if self.runner:
            self.runner.close()
        sent = {key: source for key, source in self.files.items() if not unreadable(source)}
        files = {
            key: (str(sent[key].path), sent[key].text)
            for key in reachable_keys([f"{part}.{name}"], sent)
            if key in sent
        }
        self.runner = SandboxRunner(self, ItemPayload(part, name, is_op, driver, self.seconds, self.memory, files))
        return self.runner

    @property
    def loaded_keys(self) -> list[str]:
        """The keys of the submission's files that the last answer has loaded."""
        return [key for key in self.runner.loaded if key in self.files] if self.runner else []

    def connect(self) -> socket.socket:
        """Return the connection to a new process for an item, forked by the fork server that runs or by a new one."""
        if self.fork_server is None or self.fork_server.process.poll() is not None:
            self.end()
            self.fork_server = self.cache.take() if self.cache else ForkServer(self.sandboxed, self._modules())
        return self.fork_server.fork()

    def _modules(self) -> str:
        """Return what to import for all items: scipy.special, which takes twice as long as NumPy, where it is named."""
        scipy = any("scipy" in source.text for source in self.files.values())
        return "numpy,scipy.special" if scipy else "numpy"

    def refusal(self, key: str) -> str:
        """Return why a file may not be judged (no Python, a forbidden import), or ""."""
        if key not in self._refusals:
            self._refusals[key] = unreadable(self.files[key]) or self._vetted(self.files[key])
        return self._refusals[key]

    def _vetted(self, source: Source) -> str:
        try:
            _ = vet(source) if self.vetted else source.syntax
        except BadInput as error:
            return str(error)
        return ""

    def end_item(self, *, lost: bool) -> int | None:
        """End the item's process; return the wait status that it ended with by itself, RAN_ON, or None where unknown.

        A fork server that did not outlive the item is replaced when it is needed.
        """
        if not self.fork_server:
            return None
        start = time.monotonic()
        try:
            status = self.fork_server.clean(lost=lost, seconds=max(0.0, self.cleaning_left))
        except ConnectionLost:
            status = None
            self.end()
        self.cleaning_left -= time.monotonic() - start
        return status


def require_sandbox() -> None:
    """Raise SandboxUnavailable, saying what a command can do instead, where no sandbox can be had."""
    try:
        bubblewrap_path()
    except SandboxUnavailable as reason:
        raise SandboxUnavailable(
            f"{reason} `grader doctor` tests it. --unsandboxed judges in a plain process, which hides nothing of this "
            "machine from the code that it runs."
        ) from None


def unreadable(source: Source) -> str:
    """Return why a text is not even parsed, or ""."""
    if len(source.text) > TEXT_LIMIT:
        return f"{source.path} has {len(source.text):,} characters; {TEXT_LIMIT:,} are enough for an answer."
    try:
        source.text.encode()
    except UnicodeEncodeError:
        return f"{source.path} is not UTF-8 text. Save it as UTF-8 Python source."
    return ""


def _source(key: str, text: Source | str) -> Source:
    return text if isinstance(text, Source) else Source(Path(key.replace(".", "/") + ".py"), text)
