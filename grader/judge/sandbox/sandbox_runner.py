"""One answer in a process of a worker: what is asked of it, what came, and why nothing more will come."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.judge.sandbox.fork_server_client import read, send
from grader.runner.fork_server import RAN_ON
from grader.runner.limits import CapturedOutput
from grader.runner.observation import CallResult, Loaded, Observation
from grader.runner.protocol import ItemPayload, decode_loaded, decode_observation, is_call
from grader.runner.source import Source
from grader.runner.wire import ITEM_LIMIT, ConnectionLost, MalformedMessage, encode, receive

if TYPE_CHECKING:
    from grader.judge.sandbox.worker import Worker

GRACE = 1.0
"""Seconds that the judge waits beyond an answer's own, so that its process can say itself where it was stopped."""


class SandboxRunner:
    """One answer in a process of the worker: what `Answer` is in this one."""

    def __init__(self, worker: Worker, item: ItemPayload) -> None:
        self.worker, self.item = worker, item
        self.printed = CapturedOutput()
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
        loaded = self._exchange(vars(self.item), decode_loaded)
        if not loaded:
            return Loaded(trouble=f"{self.item.name} cannot be imported: {self.trouble}")
        self.loaded = loaded.files
        loaded.trouble = self._refused(loaded.files) or loaded.trouble
        return loaded

    def _refused(self, keys: Sequence[str]) -> str:
        """Read the files of these keys, and say which is not Python or imports what it may not; "" where none."""
        return next((reason for key in keys if key in self.worker.files and (reason := self.worker.refused(key))), "")

    def observe(
        self,
        inputs: dict[str, Any],
        upstream: np.ndarray | None = None,
        *,
        check_purity: bool = False,
        trace_calls: bool = False,
        reuse_buffers: bool = False,
        callback: Callable[[Any], Any] | None = None,
    ) -> Observation:
        """Call the answer and its backward; `serve` answers the calls that come before the reply."""
        request = {
            "inputs": inputs,
            "upstream": upstream,
            "check_purity": check_purity,
            "trace_calls": trace_calls,
            "reuse_buffers": reuse_buffers,
        }
        request["callback"] = bool(callback)
        reply = None if self.trouble else self._exchange(request, decode_observation, callback)
        return reply or Observation([CallResult(trouble=self.trouble)])

    def outputs(self, many: list[dict[str, Any]]) -> list[CallResult]:
        """Call the answer on each of these inputs, in one exchange."""
        reply = None if self.trouble else self._exchange({"many": many}, decode_observation)
        return reply.calls if reply else [CallResult(trouble=self.trouble)]

    def close(self, *, lost: bool = False) -> None:
        """End the answer's process."""
        if self.connection:
            self.connection.close()
            self.connection = None
            self.status = self.worker.end_item(lost=lost)

    def _exchange(self, message: Any, heard: Any, callback: Callable[[Any], Any] | None = None) -> Any:
        """Send and wait for a reply; None, with `trouble` in words, where none came or none in time.

        What `serve` needs for the calls before the reply is the answer's time as well.
        """
        start = time.monotonic()
        until = start + self.left + GRACE
        try:
            send(self.connection, encode(message, ITEM_LIMIT), until)
            reply = self._received(until)
            while callback and is_call(reply):
                send(self.connection, encode(callback(reply["call"])), until)
                reply = self._received(until)
            printed, count, found = heard(reply)
        except TimeoutError:
            self._lost(f"it does not finish within {self.item.seconds:g} s")
        except (ConnectionLost, OSError):
            self._lost("")
        except MalformedMessage as error:
            self._lost(f"its process wrote to its judge: {error}")
        else:
            self.left = max(0.0, self.left - (time.monotonic() - start))
            self.printed.write(printed)
            self.printed.count = max(self.printed.count, count)
            return found
        return None

    def _received(self, until: float) -> Any:
        return receive(lambda n: read(self.connection, n, until))

    def _lost(self, trouble: str) -> None:
        """Note that nothing more will be heard of this answer, and why."""
        self.trouble = trouble or "it ended its process"
        self.close(lost=not trouble)
        if not trouble:
            self.trouble = _ending(self.status, self.item)


def _ending(status: int | None, item: ItemPayload) -> str:
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
