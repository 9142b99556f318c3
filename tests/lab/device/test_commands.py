"""`--device`: what run, train and benchmark do with it, and what they say where it cannot be had."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.cli.commands import run
from grader.cli.commands.benchmark import benchmark_
from grader.cli.commands.run import run_
from grader.cli.commands.train import train_
from grader.errors import BadInput
from grader.lab.model.device import open_device
from grader.lab.model.piece_set import PieceSet, PieceSource
from grader.lab.training.run_files import STATE_FILE
from grader.paths import COURSE, SOLUTIONS
from grader.runner.tree import Tree
from reference.safetensors_files import read_safetensors
from tests.lab.device.standin import cupy

TINY = {"n_layer": 1, "n_head": 2, "n_embd": 8, "letters": 2, "symbols": 2, "batch_size": 4, "solutions": True}


@pytest.mark.skipif(importlib.util.find_spec("cupy") is not None, reason="CuPy is installed here")
@pytest.mark.parametrize("command", ["run --checkpoint .", "train --task sort", "benchmark"])
def test_without_cupy_each_command_says_so_in_one_sentence(command, tmp_path):
    arguments = [sys.executable, "-m", "grader", *command.split(), "--device", "cuda"]
    path = {"PYTHONPATH": str(COURSE)}
    done = subprocess.run(arguments, cwd=tmp_path, env=os.environ | path, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "--device cuda needs CuPy" in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def without_a_gpu(error):
    module = cupy()

    def raise_(*_):
        raise error

    module.cuda.runtime.getDeviceCount = raise_
    return module


@pytest.mark.parametrize(
    "module",
    [cupy(devices=0), without_a_gpu(RuntimeError("cudaErrorNoDevice: no device\nmore"))],
    ids=["none", "error"],
)
def test_without_a_gpu_it_is_said_in_one_sentence(monkeypatch, module):
    monkeypatch.setitem(sys.modules, "cupy", module)
    with pytest.raises(BadInput, match="finds no GPU") as refused:
        open_device("cuda")
    assert "\n" not in str(refused.value)


def test_the_engine_is_not_for_a_gpu(gpu):
    with pytest.raises(BadInput, match="--fast"):
        run_(checkpoint=Path("any"), fast=True, device="cuda")
    with pytest.raises(BadInput, match="--pieces fast"):
        benchmark_(pieces="fast", device="cuda")


def params(folder):
    return read_safetensors(folder / "model.safetensors")


def test_a_run_on_the_device_trains_the_same_model(gpu, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for device in ("cpu", "cuda"):
        train_(task="sort", steps=6, eval_every=3, accumulate=2, out=tmp_path / device, device=device, **TINY)
    here, there = params(tmp_path / "cpu"), params(tmp_path / "cuda")
    assert all(np.allclose(here[name], there[name], rtol=1e-3, atol=1e-5) for name in here)
    estimates = [json.loads((tmp_path / device / "estimates.json").read_text()) for device in ("cpu", "cuda")]
    assert estimates[0]["train"] == pytest.approx(estimates[1]["train"], rel=1e-5)


def test_a_run_goes_on_on_another_device(gpu, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    train_(task="sort", steps=4, out=tmp_path / "whole", **TINY)
    train_(task="sort", steps=2, out=tmp_path / "cut", **TINY)
    for steps, device in ((3, "cuda"), (4, "cpu")):
        train_(resume=True, out=tmp_path / "cut", steps=steps, solutions=True, device=device)
    state = [np.load(tmp_path / folder / STATE_FILE) for folder in ("whole", "cut")]
    assert sorted(state[0]) == sorted(state[1]) and int(state[1]["optimizer.t"]) == 4
    assert {state[1][name].dtype for name in state[1] if name.startswith("model.")} == {np.dtype(np.float32)}


def test_run_reads_and_sorts_on_the_device_as_on_the_processor(gpu, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    train_(task="sort", steps=40, out=tmp_path / "sorter", **TINY)
    printed = []
    for device in ("cpu", "cuda"):
        capsys.readouterr()
        run_(checkpoint=tmp_path / "sorter", solutions=True, device=device)
        printed.append(capsys.readouterr().out)
    assert "on a GPU by CuPy" in printed[1] and "GPU" not in printed[0]
    assert [p.splitlines()[-1].split(" in ")[0] for p in printed] == [printed[0].splitlines()[-1].split(" in ")[0]] * 2


def test_benchmark_measures_on_the_device_what_the_processor_does(gpu, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    train_(task="sort", steps=20, out=tmp_path / "sorter", **TINY)
    found = []
    for device in ("cpu", "cuda"):
        benchmark_(checkpoint="sorter", pieces="solutions", device=device, out=tmp_path / f"{device}.json")
        found.append(json.loads((tmp_path / f"{device}.json").read_text()))
    assert "on a GPU by CuPy" in json.dumps(found[1]) and "GPU" not in json.dumps(found[0])
    figures = [side["sorting"]["perplexity"] for report in found for side in report["sides"].values()]
    assert figures[1] == pytest.approx(figures[0], rel=1e-6)


def test_a_piece_that_makes_its_arrays_on_the_host_is_named_by_its_line(gpu, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    train_(task="sort", steps=2, out=tmp_path / "sorter", **TINY)
    mine = tmp_path / "pieces"
    shutil.copytree(SOLUTIONS, mine)
    file = mine / "part05_normalization" / "layer_norm.py"
    text = file.read_text(encoding="utf-8").replace("centred = x - mean", "centred = x - mean + np.zeros(x.shape)")
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(run, "resolve_pieces", lambda *_, **__: PieceSet(Tree(mine), PieceSource.SOLUTIONS))
    with pytest.raises(BadInput, match=r"layer_norm\.py.*\n.*np\.zeros_like\(x\), never np\.zeros") as refused:
        run_(checkpoint=tmp_path / "sorter", solutions=True, device="cuda")
    assert "np.zeros(x.shape)" in str(refused.value)
