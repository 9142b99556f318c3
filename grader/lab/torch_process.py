"""Ask PyTorch in a process of its own: in one process with NumPy the two take each other's cores and caches."""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from grader.errors import GraderError
from grader.lab.model.memory import keep_memory


class PendingAnswer:
    """An answer that is on its way."""

    def __init__(self, future: Future) -> None:
        self._future = future

    def result(self) -> Any:
        """Wait for the answer."""
        try:
            return self._future.result()
        except BrokenProcessPool:
            raise GraderError("PyTorch's process died; is there memory enough?") from None


class TorchProcess:
    """Calls functions of `grader.lab.gates.torch_side`, by name, in the other process; it keeps what they keep."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would share NumPy's threads, and hang
        self._process = ProcessPoolExecutor(1, context, _start)

    def ask(self, name: str, *arguments: Any) -> Any:
        """Return what the function answers."""
        return self.promise(name, *arguments).result()

    def promise(self, name: str, *arguments: Any) -> PendingAnswer:
        """Set the other process to work behind all that it was asked before, and return at once."""
        return PendingAnswer(self._process.submit(_call, name, *arguments))

    def close(self) -> None:
        """End the process, once it has answered what it is at."""
        self._process.shutdown(wait=False, cancel_futures=True)


def _start() -> None:
    """Leave Ctrl-C to the process in front, which closes this one, and one of the cores to NumPy."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_memory()
    from grader.lab.gates import torch_side

    torch_side.one_thread()


def _call(name: str, *arguments: Any) -> Any:
    from grader.lab.gates import torch_side

    return getattr(torch_side, name)(*arguments)
