"""A machine with a GPU: CuPy's stand-in in CuPy's place."""

import sys

import pytest

from grader.lab.model.device import open_device
from grader.lab.model.resolve_pieces import solution_pieces
from tests.lab.device.standin import cupy


@pytest.fixture
def gpu(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", cupy())
    return open_device("cuda")


@pytest.fixture(scope="session")
def pieces():
    return solution_pieces()
