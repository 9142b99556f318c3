"""The child process that keeps PyTorch: where calls run, what they raise, and what happens when it dies."""

import os

import pytest

from grader.errors import GraderError
from grader.lab.torch_process import TorchProcess


def test_calls_run_in_one_other_process():
    with TorchProcess("os") as process:
        first, second = process.call("getpid"), process.call("getpid")
    assert first == second != os.getpid()


def test_what_a_call_raises_is_raised_here():
    with TorchProcess("os") as process:
        with pytest.raises(FileNotFoundError):
            process.call("listdir", "/no/such/folder")
        assert process.call("getpid")


def test_a_process_that_dies_is_the_graders_error():
    with TorchProcess("os") as process, pytest.raises(GraderError, match="is there memory enough"):
        process.call("_exit", 1)


def test_threads_are_bounded_where_asked():
    pytest.importorskip("torch", reason="needs PyTorch: pip install -e '.[oracle]'")
    with TorchProcess("torch", threads=1) as process:
        assert process.call("get_num_threads") == 1
