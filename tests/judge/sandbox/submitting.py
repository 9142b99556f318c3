"""What the worker's tests share: submissions made of solutions."""

import pytest

from grader.course.registry import key
from grader.judge.sandbox.bubblewrap import NoSandbox, bwrap
from grader.paths import SOLUTIONS


def solutions(*names):
    """Return the solutions of these exercises and of what they are built on, as a submission."""
    from grader.judge.ladder import closure

    wanted = {piece for name in names for piece in closure(name)}
    return {key(n): (SOLUTIONS / key(n).replace(".", "/")).with_suffix(".py").read_text() for n in wanted}


def _why_not():
    try:
        bwrap()
    except NoSandbox as reason:
        return str(reason)
    return ""


needs_sandbox = pytest.mark.skipif(bool(_why_not()), reason=_why_not())
