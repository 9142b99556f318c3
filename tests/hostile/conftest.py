"""The corpus needs a sandbox; where none can be had, it says so."""

import pytest

from grader.judge.sandbox.bubblewrap import SandboxUnavailable, bubblewrap_path


@pytest.fixture(autouse=True, scope="session")
def sandbox():
    """Skip, in words, where there is no bubblewrap."""
    try:
        bubblewrap_path()
    except SandboxUnavailable as reason:
        pytest.skip(str(reason))
