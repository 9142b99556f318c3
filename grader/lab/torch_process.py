"""PyTorch in a child process: in one process, NumPy's threads and PyTorch's take each other's cores and caches."""

from __future__ import annotations

import importlib
import multiprocessing
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Self

from grader.errors import GraderError
from grader.lab.model.memory import keep_memory


class TorchProcess:
    """Calls functions of one module by name in the child process, one after another; the module keeps its state there.

    The module may import PyTorch, since this process does not import it. `threads` bounds PyTorch's, None leaves its
    own default; `keep_freed_memory` is for many steps of one size (`memory.keep_memory`). What a function raises is
    raised here.
    """

    def __init__(self, module: str, *, threads: int | None = None, keep_freed_memory: bool = False) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would inherit the locks of NumPy's threads, and hang
        self._module = module
        self._executor = ProcessPoolExecutor(1, context, _start, (threads, keep_freed_memory))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def call(self, function: str, *arguments: Any) -> Any:
        """Return what a function of the module returns. Raises GraderError where the process has died."""
        return self.result(self.submit(function, *arguments))

    def submit(self, function: str, *arguments: Any) -> Future:
        """Queue a call behind those before it, and return at once."""
        try:
            return self._executor.submit(_call, self._module, function, *arguments)
        except BrokenProcessPool:
            raise self._died() from None

    def result(self, future: Future) -> Any:
        """Wait for a call that was submitted. Raises GraderError where the process has died."""
        try:
            return future.result()
        except BrokenProcessPool:
            raise self._died() from None

    def close(self) -> None:
        """End the process once the call that it is at is done; those behind it are dropped."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _died(self) -> GraderError:
        return GraderError("PyTorch's process died; is there memory enough?")


def _start(threads: int | None, keep_freed_memory: bool) -> None:
    """Leave Ctrl-C to the parent, which closes this process; set what the parent asked for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if keep_freed_memory:
        keep_memory()
    if threads is not None:
        import torch

        torch.set_num_threads(threads)


def _call(module: str, function: str, *arguments: Any) -> Any:
    return getattr(importlib.import_module(module), function)(*arguments)
