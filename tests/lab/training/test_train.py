"""Training a real GPT of the solutions' pieces: interrupted by a real signal, resumed, clipped, and saved whole."""

import os
import signal
import weakref

import numpy as np
import pytest

from grader.paths import SOLUTIONS
from grader.runner.tree import Tree

SIZES = {"vocab_size": 13, "block_size": 8, "n_layer": 2, "n_head": 2, "n_embd": 8}
STEPS = 12


@pytest.fixture(scope="module")
def pieces():
    tree = Tree(SOLUTIONS)
    names = [("part10_gpt2", "GPTConfig"), ("part10_gpt2", "GPT"), ("part11_optimizer", "AdamW")]
    names += [("part12_training", "train"), ("part12_training", "get_lr")]
    return {name: tree.load(part, name) for part, name in names}


class Run:
    """A small GPT in training; `go_on` trains it with the settings that all runs share."""

    def __init__(self, pieces, seed=0, dtype=np.float64):
        config = pieces["GPTConfig"].GPTConfig(**SIZES)
        self.module = pieces["train"]
        self.model = pieces["GPT"].GPT(config, rng=np.random.default_rng(seed), dtype=dtype)
        self.optimizer = pieces["AdamW"].AdamW(self.model.parameters(), weight_decay=0.1)
        self.rng = np.random.default_rng([seed, 1])
        self.get_lr = pieces["get_lr"].get_lr
        self.data = (np.arange(400) * 5 % 13).astype(np.uint16)  # each token tells the next

    def lr(self, it):
        return self.get_lr(it, 1e-2, 1e-3, 3, STEPS)

    def go_on(self, **settings):
        settings = {"steps": STEPS, "batch_size": 4, "block_size": 8, "lr": self.lr, "rng": self.rng} | settings
        return self.module.train(self.model, self.optimizer, self.data, **settings)

    def load(self, path):
        return self.module.load_checkpoint(path, self.model, self.optimizer, self.rng)

    @property
    def parameters(self):
        return [p.data for p in self.model.parameters()]


def same(one, other):
    return all(a.tobytes() == b.tobytes() for a, b in zip(one.parameters, other.parameters, strict=True))


def test_the_loss_falls_from_that_of_a_guess(pieces):
    run = Run(pieces)
    losses = run.go_on(steps=60, lr=lambda it: 1e-2)
    assert losses[0] == pytest.approx(np.log(13), abs=0.1) and losses[-1] < losses[0] - 0.1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_resumed_curve_is_the_uninterrupted_one_to_the_bit(pieces, dtype, tmp_path):
    whole, first, second = Run(pieces, dtype=dtype), Run(pieces, dtype=dtype), Run(pieces, seed=5, dtype=dtype)
    losses = whole.go_on()
    head = first.go_on(steps=5, checkpoint=tmp_path / "run.npz")
    assert second.load(tmp_path / "run.npz") == 5
    assert head + second.go_on(start=5) == losses
    assert same(whole, second)
    assert all(p.dtype == dtype for p in second.parameters)


@pytest.mark.parametrize("where", ["loss", "step", "state"])
def test_a_signal_anywhere_in_a_step_leaves_a_checkpoint(pieces, where, tmp_path, monkeypatch):
    whole, first, second = Run(pieces), Run(pieces), Run(pieces, seed=5)
    losses = whole.go_on()
    target = first.model if where == "loss" else first.optimizer
    calls, plain = [], getattr(target, where)

    def interrupted(*arguments):
        calls.append(1)
        if len(calls) == 4:
            os.kill(os.getpid(), signal.SIGINT)
        return plain(*arguments)

    monkeypatch.setattr(target, where, interrupted)
    head = first.go_on(checkpoint=tmp_path / "run.npz", every=1)
    assert 3 <= len(head) <= 4
    assert second.load(tmp_path / "run.npz") == len(head)
    assert head + second.go_on(start=len(head)) == losses
    assert same(whole, second)
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_only_one_graph_is_alive_at_a_time(pieces):
    run, alive = Run(pieces), []
    plain = run.model.loss

    def loss(x, y):
        assert not any(seen() for seen in alive), "the last step's loss, and its whole graph, is still there"
        made = plain(x, y)
        alive.append(weakref.ref(made))
        return made

    run.model.loss = loss
    run.go_on(steps=4)
    assert len(alive) == 4


def test_another_models_checkpoint_is_refused(pieces, tmp_path, monkeypatch):
    Run(pieces).go_on(steps=1, checkpoint=tmp_path / "run.npz")
    monkeypatch.setitem(SIZES, "n_embd", 16)
    other = Run(pieces)
    before = [p.copy() for p in other.parameters]
    with pytest.raises(ValueError, match=r"of another model: .*W_e"):
        other.load(tmp_path / "run.npz")
    assert all(np.array_equal(a, b) for a, b in zip(before, other.parameters, strict=True))


def test_adamw_in_chunks_is_adamw_at_once(pieces, monkeypatch):
    module = pieces["AdamW"]

    class Parameter:
        def __init__(self, shape):
            rng = np.random.default_rng(3)
            self.data, self.grad = rng.standard_normal(shape), rng.standard_normal(shape)

    ends = []
    for chunk in (7, 10**9):
        monkeypatch.setattr(module, "CHUNK", chunk)
        params = [Parameter(shape) for shape in ((20, 30), (50,), (), (3, 4, 5), (1, 40))]
        optimizer = module.AdamW(params)
        optimizer.step()
        optimizer.step()
        ends.append([p.data for p in params])
    assert all(a.tobytes() == b.tobytes() for a, b in zip(*ends, strict=True))
