"""One sandbox for many submissions: the next finds nothing of the one before, and a dead one is replaced."""

import os

import pytest

from grader.course import registry
from grader.course.registry import key
from grader.judge.grade_files import grade_files
from grader.judge.sandbox.import_graph import reachable_keys
from grader.judge.sandbox.sandbox_cache import SandboxCache, process_cache
from grader.judge.sandbox.worker import Worker
from grader.runner.source import Source
from tests.judge.sandbox.submitting import needs_sandbox, solutions

pytestmark = needs_sandbox

LEAVES = """
import os
import numpy as np
np.left = 1
open("/tmp/left", "w").write("for the next")
open("/tmp/.hidden", "w")
os.mkdir("/tmp/folder", {mode})
def relu(x):
    return np.maximum(x, 0), lambda d: {{"x": d * (x > 0)}}
"""
LOOKS = """
import os
import numpy as np
if hasattr(np, "left") or os.listdir("/tmp"):
    print("FOUND", os.listdir("/tmp"))
def relu(x):
    return np.maximum(x, 0), lambda d: {"x": d * (x > 0)}
"""


@pytest.fixture
def cache():
    it = SandboxCache()
    yield it
    it.close()


def process_of(cache):
    """The id of the sandbox's process, which is taken and given back."""
    warm = cache.take()
    cache.give_back(warm)
    return warm.process.pid


@pytest.mark.parametrize("mode, same", [("0o700", True), ("0o000", False)], ids=["removable", "not removable"])
def test_a_reused_sandbox_is_empty_for_the_next_submission(cache, mode, same):
    first = process_of(cache)
    assert grade_files({key("relu"): LEAVES.format(mode=mode)}, ["relu"], cache=cache)["relu"].verdict.passed
    found = grade_files({key("relu"): LOOKS}, ["relu"], cache=cache)["relu"].verdict
    assert found.passed and "FOUND" not in found.printed
    assert (process_of(cache) == first) is same


def test_a_sandbox_that_died_between_two_submissions_is_replaced(cache):
    first = cache.take()
    cache.give_back(first)
    first.process.kill()
    first.process.wait()
    assert grade_files(solutions("add"), ["add"], cache=cache)["add"].verdict.passed
    assert process_of(cache) != first.process.pid


def test_a_sandbox_left_amid_a_message_is_not_used_again(cache):
    first = process_of(cache)
    with pytest.raises(KeyboardInterrupt), Worker(solutions("add"), cache=cache) as worker:
        worker.submission(registry.entry("add"))
        raise KeyboardInterrupt
    assert process_of(cache) != first


def test_a_fork_has_a_sandbox_of_its_own(monkeypatch):
    mine = process_cache()
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert process_cache() is not mine


def test_an_exercise_has_only_the_files_that_it_can_run():
    texts = {
        "part01_a.one": "from .two import two\ndef late():\n    from ..part02_b.three import three\n",
        "part01_a.two": "from .one import one\nfrom . import four\n",
        "part01_a.four": "def (",
        "part02_b.three": "from ..part02_b import gone\n",
        "part02_b.other": "from .three import three\n",
    }
    files = {name: Source(name, text) for name, text in texts.items()}
    assert reachable_keys(["part01_a.one"], files) == [
        "part01_a.four",
        "part01_a.one",
        "part01_a.two",
        "part02_b.three",
    ]


def test_what_takes_long_to_import_is_there_before_an_answer_asks_for_it(cache):
    found = "import sys\nprint([n for n in ('scipy.sparse', 'threadpoolctl', 'logging') if n in sys.modules])\n"
    printed = grade_files({key("relu"): found + LOOKS}, ["relu"], cache=cache)["relu"].verdict.printed
    assert printed.splitlines()[0] == "['scipy.sparse', 'threadpoolctl', 'logging']"
