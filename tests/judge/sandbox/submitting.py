"""What the worker's tests share: submissions made of solutions."""

import pytest

from grader.course.registry import key
from grader.judge.sandbox.bubblewrap import SandboxUnavailable, bubblewrap_path
from grader.paths import SOLUTIONS


def solutions(*names):
    """Return the solutions of these exercises and of what they are built on, as a submission."""
    from grader.course.registry import prerequisites

    wanted = {piece for name in names for piece in prerequisites(name)}
    return {key(n): (SOLUTIONS / key(n).replace(".", "/")).with_suffix(".py").read_text() for n in wanted}


def _why_not():
    try:
        bubblewrap_path()
    except SandboxUnavailable as reason:
        return str(reason)
    return ""


needs_sandbox = pytest.mark.skipif(bool(_why_not()), reason=_why_not())
