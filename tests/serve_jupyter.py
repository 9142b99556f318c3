"""Serve a folder by one of Jupyter's servers while a test looks at its pages."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

SECONDS = 60


@contextlib.contextmanager
def served(module, folder, page, *options):
    """Start `python -m MODULE` on a folder, without a token; yield the address of a page once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    usual = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    server = subprocess.Popen(
        [sys.executable, "-m", module, *usual, f"--ServerApp.root_dir={folder}", *options],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield _awaited(f"http://127.0.0.1:{port}/{page}")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(SECONDS)


def _awaited(address):
    for _ in range(SECONDS * 5):
        try:
            urllib.request.urlopen(address, timeout=SECONDS).close()
            return address
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"nothing answers at {address}")
