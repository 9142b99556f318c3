"""What the tests of the gates share: one PyTorch beside them all, one run of the command, and planted mistakes."""

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
from grader.lab.gates.all_gates import gates
from grader.lab.gates.gate_context import GateContext
from grader.lab.gates.run_gates import run
from grader.lab.torch_process import TorchProcess
from grader.paths import COURSE, SOLUTIONS
from grader.runner.tree import Tree


@dataclass
class Ran:
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
    return Ran(done.returncode, done.stdout, done.stderr, folder, {row["gate"]: row for row in written})


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """What tests run in this process is of a small vocabulary and on one core; the command has neither from here."""
    monkeypatch.setitem(parity.SMALL, "vocab_size", 128)
    monkeypatch.setattr(training, "read_tokens", lambda context: np.random.default_rng(3).integers(100, size=400))
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def beside():
    """PyTorch in a process of its own."""
    pytest.importorskip("torch", reason="needs PyTorch: pip install -e '.[oracle]'")
    process = TorchProcess()
    yield process
    process.close()


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


def setting_of(tree, beside=None, **options):
    """Return a setting on a tree, asking the tests' own PyTorch."""
    context = GateContext(tree, **options)
    if beside:
        context.torch = beside
    return context


def row_of(gate_name, context):
    """Run one gate."""
    (row,) = run([gate for gate in gates() if gate.name == gate_name], context)
    return row
