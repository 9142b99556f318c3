"""Training from a checkpoint, on nanoGPT's data, by accumulated gradients, with estimates; cut and gone on with."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from grader.cli.commands.train import train_
from grader.errors import BadInput
from grader.lab.model.loading import load
from grader.lab.model.resolve_pieces import solution_pieces
from grader.lab.training import estimates, settings
from grader.lab.training.accumulation import AccumulatingModel
from grader.lab.training.estimates import Estimate
from grader.lab.training.load_data import load_data
from grader.lab.training.training_run import TrainingRun
from reference.checkpoint_config import Config
from reference.checkpoints import Checkpoint, save, shapes

SYMBOLS = "\n abc"
TINY = {"n_layer": 1, "n_head": 2, "n_embd": 8}
FEW = {"solutions": True, "batch_size": 2, "block_size": 6, "eval_batches": 2}
FINE = {**FEW, "steps": 12, "accumulate": 3, "eval_every": 4, "lr": 0.01}


def nanogpt_folder(folder, symbols=SYMBOLS, n=300):
    folder.mkdir()
    ids = np.random.default_rng(0).integers(len(symbols), size=n).astype("<u2")
    ids[: 250 * n // 300].tofile(folder / "train.bin")
    ids[250 * n // 300 :].tofile(folder / "val.bin")
    meta = {"vocab_size": len(symbols), "itos": dict(enumerate(symbols)), "stoi": {c: i for i, c in enumerate(symbols)}}
    (folder / "meta.pkl").write_bytes(pickle.dumps(meta))
    return folder


@pytest.fixture
def shakespeare(tmp_path):
    return nanogpt_folder(tmp_path / "shakespeare_char")


@pytest.fixture
def base(tmp_path):
    """A checkpoint of nanoGPT's kind: exact GELU, an untied head, its characters in a meta.pkl."""
    folder = nanogpt_folder(tmp_path / "base")
    rng = np.random.default_rng(1)
    config = Config(n_layer=1, n_head=2, n_embd=8, vocab_size=5, n_positions=16, gelu="erf", eps=1e-4)
    wanted = shapes(config) | {"W_head": (5, 8)}
    params = {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in wanted.items()}
    save(Checkpoint(config, params), folder)
    return folder


def interrupted(monkeypatch, where, count):
    """Raise KeyboardInterrupt, as Ctrl-C does, at the count-th call of a method of TrainingRun."""
    plain, calls = getattr(TrainingRun, where), []

    def method(self, *arguments):
        calls.append(1)
        if len(calls) == count:
            raise KeyboardInterrupt
        return plain(self, *arguments)

    monkeypatch.setattr(TrainingRun, where, method)


def content(folder):
    """Return every file of a run's folder; of an .npz the arrays, since the zip around them has the time in it."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with np.load(folder / "training.npz") as file:
        found["training.npz"] = {name: array.tobytes() for name, array in file.items()}
    return {name: body for name, body in found.items() if not name.endswith((".png", ".html"))}


@pytest.mark.parametrize(("where", "count"), [("lr", 7), ("_mean_loss", 1), ("_mean_loss", 4), ("_mean_loss", 7)])
@pytest.mark.parametrize("start", ["checkpoint", "random weights"])
def test_a_run_that_was_cut_is_the_one_that_was_not(start, where, count, base, shakespeare, tmp_path, monkeypatch):
    given = {"data": shakespeare, **FINE} | ({"from_": base} if start == "checkpoint" else TINY)
    assert train_(**given, out=tmp_path / "whole") == 0
    interrupted(monkeypatch, where, count)
    assert train_(**given, out=tmp_path / "cut") == 130
    monkeypatch.undo()
    assert train_(resume=True, solutions=True, out=tmp_path / "cut") == 0
    whole, cut = content(tmp_path / "whole"), content(tmp_path / "cut")
    assert whole.keys() == cut.keys() and "best/model.safetensors" in whole
    assert not [name for name in whole if whole[name] != cut[name]]
    assert json.loads(whole["estimates.json"])["step"] == [0, 4, 8, 12]


def test_a_run_killed_between_saves_takes_its_estimates_again(shakespeare, tmp_path, monkeypatch):
    given = {"data": shakespeare, **FINE, **TINY}
    train_(**given, out=tmp_path / "whole")
    train_(**given | {"steps": 4}, out=tmp_path / "cut")
    (tmp_path / "cut" / "run.json").write_bytes((tmp_path / "whole" / "run.json").read_bytes())  # as of a longer run
    late = [*estimates.load(tmp_path / "cut", 4), Estimate(8, 0.0, 0.0)]  # taken after the last save of the state
    estimates.save(late, tmp_path / "cut")
    given["lr"] = 0.01
    train_(resume=True, solutions=True, out=tmp_path / "cut")
    whole, cut = (json.loads((tmp_path / name / "estimates.json").read_text()) for name in ("whole", "cut"))
    assert cut["step"] == whole["step"] and cut["validation"][2] > 0


def run_of(tmp_path, shakespeare, **given):
    chosen = {"kind": "characters", "source": str(shakespeare), "prepared": True, "block_size": 6, "batch_size": 2}
    chosen = settings.new(chosen | TINY | given)
    return TrainingRun(solution_pieces(), chosen, tmp_path, load_data(chosen, tmp_path))


def test_accumulated_gradients_are_those_of_one_large_batch(shakespeare, tmp_path):
    run, gradients, losses = run_of(tmp_path, shakespeare), [], []
    rng = np.random.default_rng(0)
    x, y = rng.integers(5, size=(2, 12, 6))
    for model in (run.model, AccumulatingModel(run.model, 4, run._no_grad)):
        run.optimizer.zero_grad()
        loss = model.loss(x, y)
        loss.backward()
        losses.append(loss.item())
        gradients.append([p.grad.copy() for p in run.model.parameters()])
    assert losses[0] == pytest.approx(losses[1], rel=1e-6)
    for one, four in zip(*gradients, strict=True):
        np.testing.assert_allclose(four, one, rtol=1e-4, atol=1e-7)


def test_an_accumulated_loss_can_be_read_before_its_backward_and_after_a_late_zero_grad(shakespeare, tmp_path):
    run = run_of(tmp_path, shakespeare)
    x, y = np.random.default_rng(0).integers(5, size=(2, 4, 6))
    loss = AccumulatingModel(run.model, 2, run._no_grad)(x, y)
    before = loss.item()
    run.optimizer.zero_grad()
    loss.backward()
    assert before == loss.item() and all(p.grad is not None for p in run.model.parameters())


def test_the_groups_of_decay_are_nanogpts(shakespeare, tmp_path):
    run = run_of(tmp_path, shakespeare, weight_decay=0.5, lr=0.1)
    D, V, T = 8, 5, 6
    assert run.decays == (V * D + T * D + 12 * D * D, 9 * D + 4 * D + 2 * D)  # tables and matrices; biases and norms
    before = [p.data.copy() for p in run.optimizer.parameters]
    for p in run.optimizer.parameters:
        p.data += 1
        p.grad = np.zeros_like(p.data)
    run.optimizer.step()
    for p, old in zip(run.optimizer.parameters, before, strict=True):
        np.testing.assert_allclose(p.data, (old + 1) * (0.95 if old.ndim >= 2 else 1), rtol=1e-6)


def test_a_checkpoint_keeps_its_sizes_gelu_head_and_characters(base, shakespeare, tmp_path, capsys):
    assert train_(from_=base, data=shakespeare, **FINE | {"steps": 1, "lr": 1e-6}, out=tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "from" in said and "erf GELU" in said and "untied head" in said
    before, after = load(base), load(tmp_path / "out")
    assert after.config == before.config and not after.tied
    for name, array in before.params.items():
        np.testing.assert_allclose(after.params[name], array, atol=1e-5)
    assert json.loads((tmp_path / "out" / "vocab.json").read_text())["symbols"] == list(SYMBOLS)


def test_the_best_is_the_checkpoint_of_the_lowest_estimate(base, shakespeare, tmp_path):
    train_(from_=base, data=shakespeare, **FINE | {"steps": 40, "lr": 0.1}, out=tmp_path / "out")
    found = estimates.load(tmp_path / "out", 40)
    best = estimates.best(found)
    assert best.validation == min(e.validation for e in found) and 0 <= best.step < 40
    whole = load(tmp_path / "out" / "best")
    assert any(not np.array_equal(whole.params[n], a) for n, a in load(tmp_path / "out").params.items())
    again = train_(from_=tmp_path / "out" / "best", data=shakespeare, **FINE | {"steps": 1}, out=tmp_path / "again")
    first = estimates.load(tmp_path / "again", 0)[0]
    assert again == 0 and first.step == 0 and first.validation == pytest.approx(best.validation, abs=0.3)


def test_a_text_is_cut_as_the_checkpoints_was(base, tmp_path, capsys):
    (tmp_path / "text").write_text("abc cab\n" * 20)
    assert train_(from_=base, text=tmp_path / "text", **FINE | {"steps": 1}, out=tmp_path / "out") == 0
    assert "5 symbols" in capsys.readouterr().out
    (tmp_path / "other").write_text("xyz")
    with pytest.raises(BadInput, match="does not know 'x', 'y', 'z'"):
        train_(from_=base, text=tmp_path / "other", **FINE, out=tmp_path / "no")
    assert not (tmp_path / "no").exists()


def test_data_of_other_characters_is_refused(base, tmp_path):
    other = nanogpt_folder(tmp_path / "other", symbols="vwxyz")
    with pytest.raises(BadInput, match="stand for other things"):
        train_(from_=base, data=other, **FINE, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_sorter_is_trained_on_and_sorts(tmp_path):
    sort = {"task": "sort", "letters": 3, "symbols": 2, "solutions": True}
    train_(**sort, n_layer=1, n_head=2, n_embd=16, batch_size=16, steps=60, eval_every=30, out=tmp_path / "a")
    assert train_(**sort, from_=tmp_path / "a", batch_size=16, steps=200, lr=3e-3, out=tmp_path / "b") == 0
    with pytest.raises(BadInput, match="stand for other things"):
        train_(**sort | {"symbols": 3}, from_=tmp_path / "a", out=tmp_path / "c")
    with pytest.raises(BadInput, match="sees 5 tokens at once, not 7"):
        train_(**sort | {"letters": 4}, from_=tmp_path / "a", out=tmp_path / "c")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"n_embd": 16}, "has n_embd 8, not 16"),
        ({"block_size": 17}, "sees 16 tokens at once, not 17"),
        ({"tokens": "gpt2"}, "--tokens says how"),
        ({"accumulate": 0}, "--accumulate is 0"),
        ({"eval_every": -1}, "--eval-every is -1"),
        ({"weight_decay": 1.5}, "--weight-decay is 1.5"),
        ({"from_": Path("nowhere")}, "nowhere does not exist"),
    ],
)
def test_what_does_not_fit_a_checkpoint_is_refused_in_words(options, told, base, tmp_path):
    (tmp_path / "text").write_text("abc cab\n" * 20)
    with pytest.raises(BadInput, match=told):
        train_(**{"from_": base, "text": tmp_path / "text", **FINE, **options}, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_run_never_writes_over_what_it_starts_from(base, shakespeare, tmp_path):
    train_(from_=base, data=shakespeare, **FINE | {"steps": 1}, out=tmp_path / "out")
    for start in (tmp_path / "out", tmp_path / "out" / "best"):
        with pytest.raises(BadInput, match="where the training starts from"):
            train_(from_=start, data=shakespeare, **FINE, out=tmp_path / "out", replace=True)


def test_gelu_and_heads_are_asked_for_a_checkpoint_alone(shakespeare, tmp_path):
    with pytest.raises(BadInput, match="leaves open"):
        train_(data=shakespeare, gelu="erf", solutions=True, out=tmp_path / "out")


def test_nanogpts_folder_of_gpt2_tokens_has_no_meta(tmp_path, capsys):
    folder = nanogpt_folder(tmp_path / "openwebtext")
    (folder / "meta.pkl").unlink()
    few = TINY | FEW | {"n_embd": 4, "steps": 1, "eval_every": 0}
    assert train_(data=folder, **few, out=tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "50,257 symbols" in said and "250 GPT-2 tokens to learn from, 50 held out" in said


def damaged(folder, how):
    if how == "no val.bin":
        (folder / "val.bin").unlink()
    elif how == "cut short":
        (folder / "train.bin").write_bytes((folder / "train.bin").read_bytes()[:-1])
    elif how == "another meta.pkl":
        (folder / "meta.pkl").write_bytes(pickle.dumps({"itos": {0: "a", 1: "b"}}))
    else:
        (folder / "meta.pkl").write_bytes(pickle.dumps({"itos": folder}))


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("no val.bin", "is missing"),
        ("cut short", "an odd number"),
        ("another meta.pkl", "none of the 2 characters"),
        ("an object in meta.pkl", "objects could run code"),
    ],
)
def test_a_damaged_folder_of_nanogpts_is_refused_in_words(how, told, shakespeare, tmp_path):
    damaged(shakespeare, how)
    with pytest.raises(BadInput, match=told):
        train_(data=shakespeare, **FEW, **TINY, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("steps", "every"), [(None, 25), (20, 5), (2, 1), (4000, 250)])
def test_fine_tuning_is_estimated_more_often_since_it_takes_fewer_steps(steps, every):
    given = {"kind": "gpt2", "steps": steps, "start": "somewhere", "n_layer": 1, "n_head": 1, "n_embd": 8}
    assert settings.new(given | {"block_size": 8}).eval_every == every
    assert settings.new(given | {"block_size": 8, "eval_every": 7}).eval_every == 7
    assert settings.new(given | {"block_size": 8, "start": None}).eval_every == settings.EVAL_EVERY
