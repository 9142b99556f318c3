"""Single keys from a console of Windows, which no `select` can wait for: a thread reads them and sends them on."""

from __future__ import annotations

import msvcrt  # Windows alone has it
import multiprocessing
import threading
import time

POLL = 0.05
"""Seconds between two looks: between them Ctrl-C is a signal, while a read would swallow it."""


class WindowsKeyboard:
    """A keyboard, as `Keyboard` has it."""

    def __init__(self) -> None:
        self._keys, self._send_end = multiprocessing.Pipe(duplex=False)
        threading.Thread(target=self._read, daemon=True).start()

    def fileno(self) -> int:
        """Return what `wait_readable` waits for."""
        return self._keys.fileno()

    def read_keys(self) -> str:
        """Return the key that was pressed. Raises KeyboardInterrupt for a Ctrl-C that came as a key."""
        key = self._keys.recv()
        if key == "\x03":
            raise KeyboardInterrupt
        return key.replace("\r", "\n")

    def _read(self) -> None:
        while True:
            while not msvcrt.kbhit():
                time.sleep(POLL)
            key = msvcrt.getwch()
            if key in "\x00\xe0":  # an arrow or a function key: its code follows
                msvcrt.getwch()
            else:
                self._send_end.send(key)
