"""What the tests of the gates share: one PyTorch process, one run of the command, and planted mistakes."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from grader.course import registry
from grader.judge.controls import solution
from grader.lab.gates import parity, training
from grader.lab.gates.all_gates import all_gates
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.run_gates import run_gates
from grader.lab.model.piece_set import PieceSet, PieceSource
from grader.lab.torch_process import TorchProcess
from grader.paths import COURSE, SOLUTIONS
from grader.runner.tree import Tree


@dataclass
class CommandResult:
    """What the command left: its exit code, what it printed, the folder that it wrote, and the rows of its JSON."""

    code: int
    out: str
    err: str
    folder: Path
    rows: dict


def command(*arguments, cwd=COURSE, **environment):
    """Run `grader gates` in a process of its own; GPT2_DATA is there only where it is given."""
    inherited = {k: v for k, v in os.environ.items() if k not in ("GPT2_DATA", "GRADER_DEBUG")}
    return subprocess.run(
        [sys.executable, "-m", "grader", "gates", *map(str, arguments)],
        cwd=cwd, env=inherited | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def ran(tmp_path_factory):
    """The whole of `grader gates --solutions`, once: with the data where GPT2_DATA is set, without it elsewhere."""
    folder = tmp_path_factory.mktemp("gates")
    data = {"GPT2_DATA": os.environ["GPT2_DATA"]} if os.environ.get("GPT2_DATA") else {}
    done = command("--solutions", "--out", folder, COLUMNS="160", **data)
    written = json.loads((folder / "gates.json").read_text())["gates"] if (folder / "gates.json").is_file() else []
    return CommandResult(done.returncode, done.stdout, done.stderr, folder, {row["gate"]: row for row in written})


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """In this process the model has a small vocabulary and one core; the command, in its own, is as it is."""
    monkeypatch.setitem(parity.SMALL, "vocab_size", 128)
    monkeypatch.setattr(training, "read_tokens", lambda context: np.random.default_rng(3).integers(100, size=400))
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def torch_process():
    """PyTorch in a child process, for all tests."""
    pytest.importorskip("torch", reason="needs PyTorch: pip install -e '.[oracle]'")
    with TorchProcess("grader.lab.gates.torch_side", threads=1) as process:
        yield process


def planted(**changes):
    """Return the solutions' tree with, in each file named, one text replaced: planted(GPT=("old", "new"))."""
    replaced = {}
    for name, (old, new) in changes.items():
        part = next(SOLUTIONS.glob(f"part*/{name}.py")).parent.name
        source = solution(part, name)
        assert source.text.count(old) == 1, f"{name}: {old!r} stands there {source.text.count(old)} times"
        replaced[f"{part}.{name}"] = replace(source, text=source.text.replace(old, new))
    return Tree(SOLUTIONS, replaced)


def known(name, mistake):
    """Return a known mistake of the catalogue as a change for `planted`."""
    found = next(m for m in registry.entry(name).mistakes if m.name == mistake)
    return {name: (found.line, found.instead)}


def context_of(tree, torch_process=None, *, source=PieceSource.SOLUTIONS, **options):
    """Return a context on a tree, with the tests' own PyTorch process."""
    context = GateContext(PieceSet(tree, source), **options)
    if torch_process:
        context.torch = torch_process
    return context


def row_of(gate_name, context):
    """Run one gate."""
    (row,) = run_gates([gate for gate in all_gates() if gate.name == gate_name], context)
    return row
