"""The limit on an answer's time in this process. In the sandbox the system's limits are added."""

from __future__ import annotations

import _signal
import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

from grader.errors import OutOfTime
from grader.runner import jump_clock, platform

ANSWER_SECONDS = 10.0
"""Time that one answer's own code may take in one verdict, all calls together."""

_leave_now = os._exit

get_handler, set_handler = _signal.getsignal, _signal.signal
"""The functions under `signal`'s, which seek a name of each number: a verdict calls them some thousand times."""

IMPORT_WALL = 4
"""Seconds on the clock that importing a file may take for each second of its own: the machine may be busy."""

GRACE = 2.0
"""Seconds between asking an answer to stop and ending the whole process, where it does not stop."""


def mapped_memory() -> int:
    """Return the address space of this process, in bytes. Raises OSError on a system without /proc/self/statm."""
    with open("/proc/self/statm", encoding="utf-8") as told:
        return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


KNOWN_HANDLERS = (signal.default_int_handler, signal.SIG_DFL, signal.SIG_IGN)
"""What answers Ctrl-C where nobody has put something else there."""


class TimeBudget:
    """Seconds that one answer may still use, in all its calls together; None bounds nothing.

    Works in the main thread alone. What interrupts the code is a timer's alarm (SIGALRM), where the system has none a
    SIGINT from the watchdog thread, and where there are no threads either the jump clock. Code that catches it and goes
    on, or that never leaves a C function, ends the process with `last_words` on stdout and exit code 2; in a browser
    the page ends the worker; `watchdog` is False where another process does that. A timer that was running before, such
    as pytest-timeout's, is restored afterwards.
    """

    _ends = _cpu_ends = float("inf")
    _words = ""
    _watchdog_of = 0
    _held = _asked = False
    _running: TimeBudget
    """Shared by all budgets, since one main thread spends one at a time: when it ends by the clock and by this
    process's own time, what it says then, the process that has a watchdog thread, whether the alarm has to wait, and
    whether a SIGINT of the watchdog's is on its way."""

    interrupted: bool | None = None
    """Whether Ctrl-C came while a budget was spent, None where that is not known: code may raise KeyboardInterrupt by
    itself, or catch the one that Ctrl-C raised."""

    def __init__(self, seconds: float | None, last_words: str = "", *, watchdog: bool = True) -> None:
        self.seconds = self.left = seconds
        self.last_words, self.watchdog = last_words, watchdog

    @contextlib.contextmanager
    def spend(self, *, importing: bool = False) -> Iterator[None]:
        """Raise OutOfTime in the running code once the budget is used up.

        While a file is imported it is the process's own CPU time that is spent, and the clock has a wide limit: what is
        read from a disk, beside other programs, is not the answer's doing.
        """
        TimeBudget.interrupted = None
        on_main = threading.current_thread() is threading.main_thread()
        if self.left is None or not on_main:
            yield
            return
        if not platform.HAS_THREADS:
            yield from self._spend_by_the_jump_clock()
            return
        start = time.monotonic()
        start_cpu = time.process_time()
        TimeBudget._ends = start + self.left * (IMPORT_WALL if importing else 1)
        TimeBudget._cpu_ends = start_cpu + self.left if importing else float("inf")
        TimeBudget._words = self.last_words
        if self.watchdog or not platform.HAS_ALARM:
            self._start_watchdog()
        ctrl_c = get_handler(signal.SIGINT)
        TimeBudget.interrupted = False if ctrl_c in KNOWN_HANDLERS else None
        try:
            with self._alarm(ctrl_c) if platform.HAS_ALARM else self._watchdogs_interrupt(ctrl_c):
                yield
        finally:
            spent = time.process_time() - start_cpu if importing else time.monotonic() - start
            self.left = max(0.0, self.left - spent)
            if TimeBudget.interrupted:
                raise KeyboardInterrupt  # whatever the code made of the one that it got

    @contextlib.contextmanager
    def _alarm(self, ctrl_c: Any) -> Iterator[None]:
        """Ring by the system's timer."""
        if ctrl_c is signal.default_int_handler:
            set_handler(signal.SIGINT, self._interrupt)
        start = time.monotonic()
        before = set_handler(signal.SIGALRM, self._ring)
        delay, interval = signal.setitimer(signal.ITIMER_REAL, max(self.left, 1e-3), 0.2)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            set_handler(signal.SIGALRM, before)
            if ctrl_c is signal.default_int_handler:
                set_handler(signal.SIGINT, ctrl_c)
            if delay:
                signal.setitimer(signal.ITIMER_REAL, max(delay - (time.monotonic() - start), 1e-3), interval)
            TimeBudget._ends = TimeBudget._cpu_ends = float("inf")

    @contextlib.contextmanager
    def _watchdogs_interrupt(self, ctrl_c: Any) -> Iterator[None]:
        """Ring by the SIGINT that the watchdog sends, which is told from Ctrl-C by `_asked`."""

        def handle(signum: int, frame: FrameType | None) -> None:
            if TimeBudget._asked:
                TimeBudget._asked = False
                self._ring(signum, frame)
            elif ctrl_c is signal.default_int_handler:
                self._interrupt(signum, frame)
            elif callable(ctrl_c):
                ctrl_c(signum, frame)

        set_handler(signal.SIGINT, handle)
        try:
            yield
        finally:
            TimeBudget._ends = TimeBudget._cpu_ends = float("inf")
            for _ in range(500):  # what the watchdog has sent is not to reach the handler from before
                if not TimeBudget._asked:
                    break
                time.sleep(0.001)
            set_handler(signal.SIGINT, ctrl_c)

    def _spend_by_the_jump_clock(self) -> Iterator[None]:
        """Spend without an alarm: the answer's own code rings, where `watch_the_clock` was called for it."""
        start = time.monotonic()
        TimeBudget._ends, TimeBudget._running = start + self.left, self
        jump_clock.tell(self.left, self.last_words)
        try:
            yield
        finally:
            jump_clock.tell(None)
            TimeBudget._ends = float("inf")
            self.left = max(0.0, self.left - (time.monotonic() - start))

    @staticmethod
    def watch_the_clock(code: CodeType) -> None:
        """Have an answer's code look at the clock as it runs, where no alarm can ring."""
        if not platform.HAS_THREADS and jump_clock.is_there():
            jump_clock.watch(code, TimeBudget._look)

    @staticmethod
    def _look() -> None:
        if time.monotonic() >= TimeBudget._ends and not TimeBudget._held:
            raise OutOfTime(TimeBudget._running.seconds)

    @staticmethod
    def _interrupt(signum: int, frame: object) -> None:
        TimeBudget.interrupted = True
        raise KeyboardInterrupt

    def _ring(self, signum: int, frame: object) -> None:
        if not TimeBudget._held and _is_over(TimeBudget._ends, TimeBudget._cpu_ends):
            raise OutOfTime(self.seconds)

    @staticmethod
    @contextlib.contextmanager
    def held() -> Iterator[None]:
        """Postpone the alarm while something is done that may not be interrupted; it rings again soon after."""
        TimeBudget._held = True
        try:
            yield
        finally:
            TimeBudget._held = False

    @staticmethod
    def _start_watchdog() -> None:
        """Start this process's watchdog thread, once; a fork does not inherit it."""
        if TimeBudget._watchdog_of != os.getpid():
            TimeBudget._watchdog_of = os.getpid()
            threading.Thread(target=TimeBudget._watchdog, args=(threading.get_ident(),), daemon=True).start()

    @staticmethod
    def _watchdog(main_thread: int) -> None:
        while not _is_over(TimeBudget._ends + GRACE, TimeBudget._cpu_ends + GRACE):
            time.sleep(0.25)
            if not platform.HAS_ALARM:
                TimeBudget._ask(main_thread)
        with contextlib.suppress(OSError):
            os.write(1, (TimeBudget._words + "\n").encode())
        _leave_now(2)

    @staticmethod
    def _ask(main_thread: int) -> None:
        """Interrupt the main thread where its time is up, and was still so once `_asked` could be seen."""
        if _is_over(TimeBudget._ends, TimeBudget._cpu_ends):
            TimeBudget._asked = True
            if _is_over(TimeBudget._ends, TimeBudget._cpu_ends):
                platform.interrupt_main_thread(main_thread)
            else:
                TimeBudget._asked = False


def _is_over(ends: float, cpu_ends: float) -> bool:
    """Whether the clock, or this process's own CPU time, has come so far."""
    return time.monotonic() >= ends or time.process_time() >= cpu_ends
