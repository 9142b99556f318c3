"""What the worker's tests share."""

import pytest

from tests.judge.sandbox.submitting import needs_sandbox


@pytest.fixture(params=[pytest.param(True, marks=needs_sandbox), False], ids=["sandboxed", "unsandboxed"])
def sandboxed(request):
    """Both ways to run a worker; the sandbox is left out, in words, where none can be had."""
    return request.param
