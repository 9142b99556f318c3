"""What an answer leaves in its sandbox is gone before the next one, and costs a submission a bounded time in all."""

import time

import pytest

from grader.course.registry import key
from grader.judge.sandbox import worker as worker_module
from grader.judge.sandbox.worker import Worker
from tests.judge.sandbox.submitting import needs_sandbox

pytestmark = needs_sandbox

LEAVES = {
    "a few files": "for i in range(20): open(f'/tmp/{i}', 'w').close()",
    "many files": "for i in range(30_000): open(f'/tmp/{i}', 'w').close()",
    "a deep tree": "os.chdir('/tmp')\nfor i in range(20_000): os.mkdir('d'); os.chdir('d')",
    "a folder that nobody may enter": "os.mkdir('/tmp/d'); os.mkdir('/tmp/d/e'); os.chmod('/tmp/d', 0)",
    "many processes": "for i in range(50):\n    if os.fork() == 0:\n        while True: os.setsid",
}
CLEAN = "import os\nassert os.listdir('/tmp') == [], os.listdir('/tmp')[:3]\ndef add(a, b): pass\n"


@pytest.mark.parametrize("what", LEAVES)
def test_the_next_answer_finds_nothing_and_soon(what):
    lines = ("for i in range(3000): open(f'/tmp/{i}', 'w').close()", "os.kill(os.getpid(), 9)")
    relu = "import os\ndef relu(x):\n    " + "\n    ".join(lines) + "\n"
    with Worker({key("relu"): relu, key("add"): CLEAN}) as worker:
        worker.run("part03_linear_algebra", "relu").load()
        before = time.monotonic()
        assert not worker.run("part03_linear_algebra", "add").load().error
        assert time.monotonic() - before < 10


def test_time_of_cleaning_up_is_counted_for_the_whole_submission(monkeypatch):
    monkeypatch.setattr(worker_module, "CLEANING_SECONDS", 0.0)
    with Worker({key("relu"): "def relu(x): pass\n", key("add"): CLEAN}) as worker:
        worker.run("part03_linear_algebra", "relu").load()
        first = worker.fork_server
        assert not worker.run("part03_linear_algebra", "add").load().error
        assert first.ended and worker.fork_server is not first


def test_how_a_process_ended_is_known_though_much_is_left():
    relu = "import ctypes\ndef relu(x):\n    for i in range(999): open(f'/tmp/{i}', 'w')\n    ctypes.string_at(0)\n"
    with Worker({key("relu"): relu}, vetted=False) as worker:
        runner = worker.run("part03_linear_algebra", "relu", is_op=True)
        assert not runner.load().error
        assert "SIGSEGV" in runner.observe({"x": 1.0}).calls[0].error.message
