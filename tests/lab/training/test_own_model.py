"""`grader train`: what it learns, what it leaves, how it stops and goes on, and what it says where it cannot."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.cli.commands.generate import generate_
from grader.cli.commands.prepare import prepare_
from grader.cli.commands.run import run_
from grader.cli.commands.train import train_
from grader.errors import BadInput
from grader.lab.model.piece_set import PieceSet, PieceSource
from grader.lab.model.resolve_pieces import solution_pieces
from grader.lab.training import settings, tasks
from grader.lab.training.load_data import load_data
from grader.lab.training.training_run import TrainingRun
from grader.paths import COURSE, SOLUTIONS
from grader.runner.source import Source
from grader.runner.tree import Tree

TINY = {"n_layer": 1, "n_head": 2, "n_embd": 8, "batch_size": 4}
SORT = {"task": "sort", "letters": 3, "symbols": 2, "solutions": True, **TINY}
FEW = ("--task", "sort", "--letters", "3", "--symbols", "2", "--n-layer", "1", "--n-embd", "8", "--batch-size", "4")
TEXT = "the quick brown fox jumps over the lazy dog.\n" * 30


def command(*arguments, cwd=COURSE):
    done = [sys.executable, "-m", "grader", "train", *map(str, arguments)]
    return subprocess.run(done, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "fox.txt"
    path.write_text(TEXT)
    return path


def test_a_sorter_learns_every_input_and_runs(tmp_path, capsys):
    out = tmp_path / "sorter"
    assert train_(**SORT | {"n_embd": 16, "batch_size": 16}, steps=200, out=out) == 0
    said = capsys.readouterr().out
    assert "8 of 8 right by greedy decoding, 100.00%" in said
    assert "7 of the 7 learnt from, 1 of the 1 held out" in said and "tokens/s" in said and "ETA" in said
    assert run_(checkpoint=out, solutions=True) == 0
    assert "8 of 8 inputs sorted" in capsys.readouterr().out
    assert generate_(checkpoint=out, prompt="101", solutions=True) == 0
    assert capsys.readouterr().out == "011\n"


def test_too_few_steps_leave_a_share_and_exit_1(tmp_path, capsys):
    assert train_(**SORT, steps=2, out=tmp_path / "sorter") == 1
    said = capsys.readouterr().out
    assert "of 8 right by greedy decoding" in said and "--steps 4" in said and "wrong: " in said


def test_an_adder_is_asked_all_10_000_sums():
    task = tasks.add()
    assert len(task.texts) == 10_000 and not set(task.train) & set(task.held_out)
    read = {task.vocabulary.decode(row) for row in task.texts}
    assert {"17+25=042", "99+99=198", "00+00=000"} <= read
    assert np.array_equal(task.targets[:, 5:], task.texts[:, 6:]) and np.all(task.targets[:, :5] == -1)


def test_right_and_wrong_answers_are_told_apart():
    task = tasks.sort(letters=4, symbols=3)

    def oracle(ids):  # the logits of a model that sorts, but for words that begin with 2
        words, at = np.sort(ids[:, :4], axis=1), ids.shape[1] - 4
        letter = np.where(ids[:, 0] == 2, 1, words[:, at])
        return np.repeat(np.eye(3)[letter][:, None], ids.shape[1], axis=1)

    right = np.all(task.answer_all(oracle) == task.texts, axis=1)
    assert not np.any(right[task.texts[:, 0] == 2]) and np.all(right[task.texts[:, 0] != 2])


def arrays_of(folder):
    with np.load(folder / "training.npz") as file:
        return {name: array.tobytes() for name, array in file.items()}


def test_ctrl_c_keeps_what_was_trained_and_resume_is_bit_for_bit(tmp_path):
    asked = [sys.executable, "-m", "grader", "train", *FEW, "--steps", "1000", "--solutions"]
    asked += ["--out", str(tmp_path / "cut")]
    with subprocess.Popen(asked, cwd=COURSE, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if "step " in line:
                process.send_signal(signal.SIGINT)
                break
        said = process.stdout.read()
    assert process.returncode == 130 and "kept" in said and "grader train --resume --out" in said
    stopped = len(json.loads((tmp_path / "cut" / "curve.json").read_text())["loss"])
    assert 1 <= stopped < 1000
    whole = {"task": "sort", "letters": 3, "symbols": 2, "solutions": True, "n_layer": 1, "n_embd": 8, "batch_size": 4}
    code = train_(**whole, steps=1000, out=tmp_path / "whole")
    assert train_(resume=True, solutions=True, out=tmp_path / "cut") == code
    assert arrays_of(tmp_path / "cut") == arrays_of(tmp_path / "whole")
    for name in ("model.safetensors", "config.json", "vocab.json", "run.json"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    losses = [json.loads((tmp_path / name / "curve.json").read_text())["loss"] for name in ("cut", "whole")]
    assert losses[0] == losses[1] and len(losses[0]) == 1000


def test_a_seed_gives_one_model_and_another_seed_another(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train_(**SORT, steps=3, seed=seed, out=tmp_path / name)
    a, b, c = ((tmp_path / name / "model.safetensors").read_bytes() for name in "abc")
    assert a == b != c


def test_a_text_is_learnt_by_its_characters(text, tmp_path, capsys):
    out = tmp_path / "fox"
    assert train_(text=text, block_size=8, steps=5, out=out, solutions=True, **TINY) == 0
    said = capsys.readouterr().out
    assert "1,215 characters to learn from, 135 held out" in said
    assert "held-out loss" in said and "on 134 tokens" in said and "A sample:" in said
    assert set(json.loads((out / "vocab.json").read_text())["symbols"]) == set(TEXT)
    assert {"curve.json", "model.safetensors", "config.json", "training.npz"} <= {path.name for path in out.iterdir()}
    assert run_(checkpoint=out, text=text, solutions=True) == 0
    assert "1,350 tokens, 1,349 scored in windows of 8" in capsys.readouterr().out
    with pytest.raises(BadInput, match="no sorter"):
        run_(checkpoint=out, solutions=True)


def test_gpt2_tokens_and_a_prepared_folder_train_alike(text, tmp_path, capsys):
    few = TINY | {"n_embd": 4, "batch_size": 2}
    assert train_(text=text, tokens="gpt2", block_size=4, steps=2, out=tmp_path / "a", solutions=True, **few) == 0
    assert "50,257 symbols" in capsys.readouterr().out
    prepare_(text, out=tmp_path / "prepared")
    assert train_(data=tmp_path / "prepared", block_size=4, steps=2, out=tmp_path / "b", solutions=True, **few) == 0
    assert (tmp_path / "a" / "model.safetensors").read_bytes() == (tmp_path / "b" / "model.safetensors").read_bytes()


def test_held_out_tokens_count_once_each(text, tmp_path):
    chosen = settings.new({"kind": "characters", "source": str(text), "block_size": 7, "batch_size": 3, **TINY})
    run = TrainingRun(solution_pieces(), chosen, tmp_path, load_data(chosen, tmp_path))
    held, nats = run.data.validation.astype(int), 0.0
    for start in range(0, len(held) - 1, 7):
        window = held[start : start + 8]
        logits = run.logits(window[None, :-1])[0].astype(np.float64)
        nats += np.sum(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(logits)), window[1:]])
    mean, scored = run.validate()
    assert scored == 134 and mean == pytest.approx(nats / 134, rel=1e-5)


@pytest.mark.parametrize(
    "options, told",
    [
        ({}, "Say what to learn"),
        ({"task": "sort", "text": Path("x")}, "one of"),
        ({"task": "sort", "tokens": "gpt2"}, "--tokens says how --text is cut"),
        ({"task": "add", "letters": 3}, "--letters says nothing of add"),
        ({"task": "sort", "block_size": 3}, "--block-size says nothing of sort"),
        ({"task": "sort", "letters": 40}, "at most 100,000"),
        ({"task": "sort", "symbols": 11}, "2 to 10"),
        ({"task": "sort", "n_embd": 33}, "33 cannot be cut into 2 heads"),
        ({"task": "sort", "steps": 0}, "--steps is 0"),
        ({"task": "sort", "lr": -1.0}, "above 0"),
        ({"task": "sort", "resume": True}, "no run to go on with"),
        ({"resume": True}, "no run to go on with"),
        ({"text": Path("nowhere.txt")}, "cannot be read"),
        ({"data": Path("nowhere")}, "is not prepared"),
        ({"text": Path(__file__).parent / "__pycache__"}, "cannot be read"),
    ],
)
def test_what_cannot_be_trained_is_said_in_words(options, told, tmp_path):
    with pytest.raises(BadInput, match=told):
        train_(**options, solutions=True, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_text_shorter_than_a_window_is_refused(tmp_path):
    (tmp_path / "empty").touch()
    with pytest.raises(BadInput, match="empty has no text"):
        train_(text=tmp_path / "empty", solutions=True, out=tmp_path / "out")
    (tmp_path / "short").write_text("abc")
    with pytest.raises(BadInput, match="3 tokens to train on; a window of --block-size 64"):
        train_(text=tmp_path / "short", solutions=True, out=tmp_path / "out")


def test_bad_usage_exits_2_without_a_traceback(tmp_path):
    done = command("--text", tmp_path / "nowhere.txt", "--solutions")
    assert done.returncode == 2 and "cannot be read" in done.stderr and "Traceback" not in done.stderr


def test_a_run_is_not_overwritten_and_resumes_with_its_settings(text, tmp_path, capsys):
    out = tmp_path / "out"
    given = {"text": text, "block_size": 8, "solutions": True, "out": out, **TINY}
    train_(**given, steps=3)
    with pytest.raises(BadInput, match="holds a run already"):
        train_(**given, steps=3)
    with pytest.raises(BadInput, match="has n_embd 8, not 16"):
        train_(resume=True, n_embd=16, solutions=True, out=out)
    assert train_(resume=True, steps=5, solutions=True, out=out) == 0
    assert "going on at step 4 of 5" in capsys.readouterr().out
    text.write_text(TEXT.upper())
    with pytest.raises(BadInput, match="it has changed"):
        train_(resume=True, steps=6, solutions=True, out=out)
    assert train_(**given, steps=2, replace=True) == 0


def test_a_checkpoint_of_others_is_not_written_over(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(BadInput, match="not trained here"):
        train_(**SORT, out=tmp_path, replace=True)
    assert (tmp_path / "config.json").read_text() == "{}"


def run_with(piece, source, folder):
    chosen = settings.new({"kind": "sort", "letters": 3, "symbols": 2, "steps": 5, **TINY})
    tree = Tree(SOLUTIONS, {piece: Source(Path("mine.py"), source)})
    folder.mkdir(exist_ok=True)
    return TrainingRun(PieceSet(tree, PieceSource.SOLUTIONS), chosen, folder, load_data(chosen, folder))


def test_a_piece_that_fails_is_named_with_its_line(tmp_path):
    run = run_with("part12_training.get_lr", "def get_lr(it, a, b, c, d):\n    return 1 / (it - 3)\n", tmp_path)
    with pytest.raises(BadInput, match=r"ZeroDivisionError: division by zero at mine.py line 2"):
        run.train(lambda done, loss: None)


def test_a_loss_that_runs_away_ends_the_training_in_words(tmp_path):
    run = run_with("part12_training.get_lr", "def get_lr(it, a, b, c, d):\n    return float('nan')\n", tmp_path)
    with np.errstate(all="ignore"), pytest.raises(BadInput, match="The loss of step 2 is nan"):
        run.train(lambda done, loss: None)


@pytest.fixture
def workspace(tmp_path):
    """A student's workspace in which parts 03 to 06 are solved, and nothing above."""
    shutil.copytree(COURSE / "exercises", tmp_path / "mine" / "exercises")
    for part in ("part03_linear_algebra", "part04_loss", "part05_normalization", "part06_attention"):
        shutil.copytree(SOLUTIONS / part, tmp_path / "mine" / "exercises" / part, dirs_exist_ok=True)
    return tmp_path / "mine"


@pytest.mark.timeout(120)
def test_unpassed_pieces_are_named_and_borrowed_only_if_asked(workspace):
    options = (*FEW, "--steps", 2)
    done = command(*options, cwd=workspace)
    assert done.returncode == 2 and "have not passed: Tensor" in done.stderr and "softmax" not in done.stderr
    assert not (workspace / "runs").exists()
    done = command(*options, "--borrow", cwd=workspace)
    assert done.returncode == 1, done.stderr
    borrowed = next(line for line in done.stderr.splitlines() if "borrowed from the reference" in line)
    assert "AdamW" in borrowed and "softmax" not in borrowed
    assert (workspace / "runs" / "sort" / "model.safetensors").is_file()
