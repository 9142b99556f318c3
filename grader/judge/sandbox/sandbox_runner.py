"""Run one answer in a process of its own: send requests, read replies, and say why no more will come."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from grader.judge.sandbox.fork_server_client import read, send
from grader.runner.call_orders import Order
from grader.runner.captured_output import CapturedOutput
from grader.runner.error_text import describe_error
from grader.runner.fork_server import RAN_ON
from grader.runner.limits import IMPORT_WALL
from grader.runner.memory_layouts import PLAIN, Arrangement
from grader.runner.observation import CallError, CallResult, ErrorKind, Loaded, Observation
from grader.runner.protocol import ItemPayload, decode_loaded, decode_observation, is_call
from grader.runner.source import Source
from grader.runner.wire import ITEM_LIMIT, ConnectionLost, MalformedMessage, Reader, encode

GRACE = 1.0
"""Seconds that the judge waits beyond an answer's own, so that its process can say itself where it was stopped."""


class ItemHost(Protocol):
    """What forks a process for an item, and ends it: a `Worker`."""

    files: Mapping[str, Source]

    def connect(self) -> socket.socket:
        """Return the connection to a new process."""

    def refusal(self, key: str) -> str:
        """Return why the file of this key may not be judged, or ""."""

    def end_item(self, *, lost: bool) -> int | None:
        """End the process; return its wait status, or None where it is not known."""


class SandboxRunner:
    """One answer in a process of its host: what a `LocalRunner` is in this one."""

    in_process = False

    def __init__(self, host: ItemHost, item: ItemPayload) -> None:
        self.host, self.item = host, item
        self.printed = CapturedOutput()
        self.seconds_left = item.seconds
        self.error: CallError | None = None
        self.loaded: list[str] = []
        self.connection: socket.socket | None = None
        self.messages: Reader | None = None
        self.until = 0.0

    @property
    def sources(self) -> Mapping[str, Source]:
        """The submission's files."""
        return self.host.files

    def load(self) -> Loaded:
        """Fork a process and load the exercise's file in it."""
        key = f"{self.item.part}.{self.item.name}"
        if key not in self.host.files:
            return Loaded(error=f"{self.item.name} was not handed in: there is no {key.replace('.', '/')}.py.")
        if refusal := self._refusal([key]):
            return Loaded(error=refusal)
        self.connection = self.host.connect()
        self.messages = Reader(lambda count: read(self.connection, count, self.until))
        loaded = self._exchange(vars(self.item), decode_loaded, importing=True)
        if not loaded:
            return Loaded(error=f"{self.item.name} cannot be imported: {describe_error(self.error)}")
        self.loaded = loaded.files
        loaded.error = self._refusal(loaded.files) or loaded.error
        return loaded

    def _refusal(self, keys: Sequence[str]) -> str:
        """Return why the first file that may not be judged may not, or ""."""
        return next((text for key in keys if key in self.host.files and (text := self.host.refusal(key))), "")

    def observe(
        self,
        inputs: dict[str, Any],
        upstream: np.ndarray | None = None,
        *,
        check_purity: bool = False,
        trace_calls: bool = False,
        trace_widening: bool = False,
        arrangement: Arrangement = PLAIN,
        measure_memory: bool = False,
        callback: Callable[[Any], Any] | None = None,
    ) -> Observation:
        """Call the answer and its backward; `callback` answers the driver's calls that come before the reply."""
        options = {"check_purity": check_purity, "trace_calls": trace_calls, "trace_widening": trace_widening}
        options["measure_memory"] = measure_memory
        options["arrangement"] = vars(arrangement)
        request = {"inputs": inputs, "upstream": upstream, **options, "callback": bool(callback)}
        observed = None if self.error else self._exchange(request, decode_observation, callback)
        return observed or Observation([CallResult(error=self.error)])

    def outputs(self, many: list[dict[str, Any]]) -> list[CallResult]:
        """Call the answer on each of these inputs, in one exchange."""
        observed = None if self.error else self._exchange({"many": many}, decode_observation)
        return observed.calls if observed else [CallResult(error=self.error)]

    def replay(self, many: list[dict[str, Any]], seed: int, order: Order) -> list[CallResult]:
        """Call the answer and its backward on each of these inputs in an order, in one exchange."""
        request = {"many": many, "seed": seed, "order": order}
        observed = None if self.error else self._exchange(request, decode_observation)
        return observed.calls if observed else [CallResult(error=self.error)]

    def restart(self) -> Loaded:
        """Load the file in a new process, unless the one before did not live."""
        if self.error:
            return Loaded(error=describe_error(self.error))
        self.close()
        return self.load()

    def close(self, *, lost: bool = False) -> int | None:
        """End the answer's process; return its wait status, or None where it is not known."""
        if not self.connection:
            return None
        self.connection.close()
        self.connection = None
        return self.host.end_item(lost=lost)

    def _exchange(
        self,
        message: Any,
        decode: Callable,
        callback: Callable[[Any], Any] | None = None,
        *,
        importing: bool = False,
    ) -> Any:
        """Send a request and return the decoded reply; None, with `error` set, where none came or none in time.

        What `callback` needs for the calls before the reply is the answer's time as well. While its file is imported,
        its process counts its own CPU time, and here is only the wide limit of the clock.
        """
        start = time.monotonic()
        self.until = start + self.seconds_left * (IMPORT_WALL if importing else 1) + GRACE
        try:
            send(self.connection, encode(message, ITEM_LIMIT), self.until)
            reply = self.messages.message()
            while callback and is_call(reply):
                send(self.connection, encode(callback(reply["call"])), self.until)
                reply = self.messages.message()
            printed, count, decoded = decode(reply)
        except TimeoutError:
            self.error = self._timeout()
            self.close()
        except (ConnectionLost, OSError):
            self.error = self._ending(self.close(lost=True))
        except MalformedMessage as error:
            self.error = CallError(ErrorKind.PROCESS_ENDED, f"its process wrote to its judge: {error}")
            self.close()
        else:
            if not importing:
                self.seconds_left = max(0.0, self.seconds_left - (time.monotonic() - start))
            self.printed.write(printed)
            self.printed.count = max(self.printed.count, count)
            return decoded
        return None

    def _timeout(self) -> CallError:
        return CallError(ErrorKind.TIMEOUT, f"{self.item.seconds:g}")

    def _ending(self, status: int | None) -> CallError:
        """Return how the process ended that was to answer."""
        if status is not None and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            return self._timeout()
        return CallError(ErrorKind.PROCESS_ENDED, _describe_ending(status))


def _describe_ending(status: int | None) -> str:
    if status is None:
        return "it ended its process, and the one that started it"
    if status == RAN_ON:
        return "it closed the connection to its judge"
    if not os.WIFSIGNALED(status):
        return f"it ended its process (exit code {os.waitstatus_to_exitcode(status)}) instead of returning"
    number = os.WTERMSIG(status)
    name = signal.Signals(number).name if number in signal.valid_signals() else f"signal {number}"
    if number == signal.SIGKILL:
        return f"its process was killed ({name}): it asked for more than there is, or killed itself"
    return f"it ended its process ({name}) instead of returning"
