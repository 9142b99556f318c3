"""What the project's tests share."""

import os
import signal
from pathlib import Path

import pytest

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a shell; children would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the trial data, named by GPT2_DATA; tests that need it skip, in words, where it is not set."""
    folder = os.environ.get("GPT2_DATA")
    if not folder:
        pytest.skip("GPT2_DATA is not set: it names the folder with nano-sort/, wiki.valid.raw and the rest")
    if not Path(folder).is_dir():
        pytest.fail(f"GPT2_DATA names {folder}, which is no folder")
    return Path(folder)
