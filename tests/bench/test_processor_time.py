"""What an answer takes in its sandbox is counted, which no `getrusage` of the judge's does."""

import pytest

pytest.importorskip("psutil", reason="psutil, of the instructor's extra, is missing")

from bench.processor_time import SandboxTime
from grader.course import registry
from grader.judge.grade_files import grade_files
from grader.judge.sandbox.bubblewrap import SandboxUnavailable
from grader.judge.sandbox.sandbox_cache import SandboxCache

BUSY = """import time

import numpy as np

ends = time.process_time() + 0.5
while time.process_time() < ends:
    pass
"""


def test_what_an_answer_takes_in_its_sandbox_is_counted():
    cache, counted = SandboxCache(), SandboxTime()
    try:
        grade_files({registry.key("relu"): BUSY}, ["relu"], cache=cache)
        counted.read()
    except SandboxUnavailable as missing:
        pytest.skip(str(missing))
    finally:
        cache.close()
    assert 0.45 <= counted.seconds < 5
