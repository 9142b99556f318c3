"""`grader run --fast`, `grader generate --fast` and `grader benchmark --pieces fast`: the plain pieces' answers."""

import os
from pathlib import Path

import numpy as np
import pytest

from grader.cli.commands.benchmark import benchmark_
from grader.cli.commands.generate import generate_
from grader.cli.commands.run import run_
from grader.cli.describe_pieces import describe_engine
from grader.lab.benchmark import resume_record
from grader.lab.model.engine import EngineModel, resolve_engine
from grader.lab.model.piece_set import PieceSource
from grader.lab.model.resolve_pieces import solution_pieces
from reference import evaluation
from reference.checkpoint_config import Config
from reference.checkpoints import Checkpoint, save, shapes


@pytest.fixture
def data():
    folder = os.environ.get("GPT2_DATA")
    if not folder:
        pytest.skip("GPT2_DATA is not set: no data")
    return Path(folder)


def sorter(folder):
    """Write a random model of a sorter's shape."""
    config = Config(n_layer=1, n_head=2, n_embd=8, vocab_size=3, n_positions=5)
    rng = np.random.default_rng(0)
    save(Checkpoint(config, {name: rng.normal(0, 0.4, shape) for name, shape in shapes(config).items()}), folder)
    return folder


def test_run_by_the_engine_gives_the_plain_pieces_answers(tmp_path, capsys):
    folder = sorter(tmp_path / "model")
    codes, told = [], []
    for options in ({"solutions": True}, {"solutions": True, "fast": True}):
        codes.append(run_(checkpoint=folder, **options))
        told.append(capsys.readouterr().out)
    assert codes[0] == codes[1]
    assert "the solutions' engine" in told[1]
    assert told[0].splitlines()[-1].split(" in ")[0] == told[1].splitlines()[-1].split(" in ")[0]


def test_the_fast_engine_sorts_all_729(data, capsys):
    assert run_(checkpoint=data / "nano-sort", fast=True, solutions=True) == 0
    assert "729 of 729" in capsys.readouterr().out


def test_generate_writes_the_same_text(tmp_path, capsys):
    folder, texts = sorter(tmp_path / "model"), []
    for engine in (False, True):
        assert generate_(checkpoint=folder, prompt="210", solutions=True, fast=engine) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]


def test_benchmark_with_the_engine_has_the_plain_pieces_figures(data, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(resume_record, "workspace", lambda: tmp_path)
    told = []
    for pieces in ("solutions", "fast"):
        assert benchmark_(checkpoint="synthetic:tiny", pieces=pieces, data=data, tokens=400, passages=5) == 0
        told.append(capsys.readouterr().out.splitlines())
    assert any("the solutions' engine" in line for line in told[1])
    figures = [[line.split() for line in lines if "perplexity" in line or "accuracy" in line] for lines in told]
    assert len(figures[0]) == 3 and figures[0] == figures[1]


def test_losses_in_threads_are_the_protocols():
    config = Config(n_layer=1, n_head=1, n_embd=4, vocab_size=40, n_positions=4)
    checkpoint = Checkpoint(config, {name: np.ones(s) for name, s in shapes(config).items()})
    engine = EngineModel(solution_pieces(), checkpoint)
    rng = np.random.default_rng(0)
    logits, targets = rng.normal(0, 9, (37, 40)), rng.integers(40, size=37)
    assert np.array_equal(engine.losses(logits, targets), evaluation.losses(logits, targets))


def test_the_students_engine_is_used_once_the_part_has_passed(tmp_path, monkeypatch):
    def resolved(missing):
        for module in ("engine", "resolve_pieces"):
            monkeypatch.setattr(f"grader.lab.model.{module}.not_passed", lambda root, names: missing)
        engine = resolve_engine(tmp_path, source=PieceSource.STUDENT)
        return engine.tree, describe_engine(engine, PieceSource.STUDENT)

    tree, owner = resolved({"FastDecoder": "failed"})
    assert tree.root != tmp_path and "not passed" in owner
    tree, owner = resolved({})
    assert tree.root == tmp_path and owner == "your engine of part 15"
