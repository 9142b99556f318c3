"""A forked process sends JSON values, and its parent learns how it ended."""

import subprocess
import sys

HEAD = """
import os, select, signal, sys
from grader.runner.forked_process import ForkedProcess

def receive_all(child):
    values = []
    while True:
        try:
            values += child.receive()
        except EOFError:
            return values
"""


def run(code):
    """Run code in a process of its own: forking this one, which has threads, is not safe."""
    done = subprocess.run([sys.executable, "-c", HEAD + code], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


def test_values_arrive_whole_and_in_order():
    code = """
child = ForkedProcess(lambda send: [send({"n": n, "text": "x" * 200_000}) for n in range(3)])
values = receive_all(child)
print([v["n"] for v in values], {len(v["text"]) for v in values}, child.kill())
"""
    assert run(code)[0] == "[0, 1, 2] {200000} 0"


def test_exit_code_tells_an_exception_an_exit_and_a_signal():
    code = """
for target in (lambda send: 1 / 0, lambda send: os._exit(5), lambda send: os.kill(os.getpid(), signal.SIGSEGV)):
    child = ForkedProcess(target)
    print(receive_all(child), child.kill())
"""
    assert run(code)[:3] == ["[] 1", "[] 5", "[] -11"]


def test_child_that_does_not_end_is_killed():
    code = """
import time
child = ForkedProcess(lambda send: (send("ready"), time.sleep(60)))
print(child.receive(), select.select([child], [], [], 0)[0], child.kill())
"""
    assert run(code)[0] == "['ready'] [] -9"


def test_text_printed_before_the_fork_is_printed_once():
    code = """
sys.stdout.write("before")
child = ForkedProcess(lambda send: sys.stdout.flush())
receive_all(child)
child.kill()
"""
    assert run(code)[0] == "before"
