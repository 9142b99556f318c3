"""`grader run`: whose pieces, which checkpoint, what work, and what it says where it cannot."""

import json
import math
import shutil
import subprocess
import sys

import numpy as np
import pytest
from safetensors.numpy import save_file

from grader.lab.model import inference
from grader.lab.model.gpt2 import GPT2
from grader.lab.model.resolve_pieces import solution_pieces
from grader.lab.weights import formats
from grader.paths import COURSE, SOLUTIONS
from reference.checkpoint_config import CheckpointError, Config
from reference.checkpoints import shapes
from reference.layouts import rename


def run(*arguments, cwd=COURSE):
    command = [sys.executable, "-m", "grader", "run", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def random_params(config, seed=0):
    rng = np.random.default_rng(seed)
    return {name: rng.normal(0, 0.2, shape).astype(np.float32) for name, shape in shapes(config).items()}


def write_checkpoint(folder, config, params):
    folder.mkdir()
    found = {"n_layer": config.n_layer, "n_head": config.n_head, "n_embd": config.n_embd}
    found |= {"vocab_size": config.vocab_size, "n_positions": config.n_positions, "activation_function": "gelu_new"}
    (folder / "config.json").write_text(json.dumps(found))
    save_file(params, folder / "model.safetensors")
    return folder


@pytest.fixture
def reader(tmp_path):
    """A small random GPT-2 that knows GPT-2's 50,257 symbols."""
    config = Config(n_layer=1, n_head=2, n_embd=8, vocab_size=50257, n_positions=16)
    return write_checkpoint(tmp_path / "reader", config, random_params(config))


@pytest.fixture
def workspace(tmp_path):
    """A student's workspace with the solutions of parts 03 to 05 laid over the stubs."""
    shutil.copytree(COURSE / "exercises", tmp_path / "mine" / "exercises")
    for part in ("part03_linear_algebra", "part04_loss", "part05_normalization"):
        shutil.copytree(SOLUTIONS / part, tmp_path / "mine" / "exercises" / part, dirs_exist_ok=True)
    return tmp_path / "mine"


def test_pieces_that_have_not_passed_are_named(workspace, reader):
    done = run("--checkpoint", reader, cwd=workspace)
    assert done.returncode == 2
    assert "5 of the 15 pieces have not passed" in done.stderr
    assert "split_heads" in done.stderr and "layer_norm" not in done.stderr


def test_borrowed_pieces_are_named(workspace, reader, tmp_path):
    text = tmp_path / "text"
    text.write_text("The quick brown fox jumps over the lazy dog. " * 4)
    done = run("--checkpoint", reader, "--borrow", "--text", text, cwd=workspace)
    assert done.returncode == 0, done.stderr
    borrowed = next(line for line in done.stdout.splitlines() if "borrowed from the reference" in line)
    assert "attention_output" in borrowed and "softmax" not in borrowed


def test_text_is_scored_as_gpt2_loss_scores_it(reader):
    ids = np.random.default_rng(0).integers(50257, size=45)
    model = GPT2(solution_pieces(), formats.read(reader))
    *_, reading = inference.score_text(model, ids)
    assert reading.tokens == 44
    total = sum(_loss(formats.read(reader), ids[i : i + 17]) * (len(ids[i : i + 17]) - 1) for i in (0, 16, 32))
    assert reading.mean == pytest.approx(total / 44, rel=1e-12)
    assert reading.perplexity == pytest.approx(math.exp(total / 44))


def _loss(checkpoint, window):
    from grader.runner.tree import Tree

    gpt2_loss = Tree(SOLUTIONS).load("part06_attention", "gpt2_loss").gpt2_loss
    params = {name: array.astype(np.float64) for name, array in checkpoint.params.items()}
    return gpt2_loss(params, window[None, :-1], window[None, 1:], checkpoint.config.n_head)[0]


def test_text_needs_a_checkpoint_of_gpt2s_symbols(data, tmp_path):
    (tmp_path / "text").write_text("hello there")
    done = run("--solutions", "--checkpoint", data / "nano-sort", "--text", tmp_path / "text")
    assert done.returncode == 2 and "knows the 3 characters" in done.stderr


def test_a_huge_loss_has_an_infinite_perplexity():
    assert inference.RunningLoss(2, 1e5).perplexity == math.inf and inference.RunningLoss(2, 2.0).perplexity == math.e


def test_a_limit_below_two_tokens_is_refused(tmp_path):
    done = run("--solutions", "--checkpoint", tmp_path, "--text", tmp_path, "--limit", -5)
    assert done.returncode == 2 and "--limit is -5" in done.stderr


def test_a_missing_checkpoint_is_said_in_words(tmp_path):
    done = run("--solutions", "--checkpoint", tmp_path / "nowhere")
    assert done.returncode == 2 and "nowhere does not exist" in done.stderr and "Traceback" not in done.stderr


def test_a_truncated_checkpoint_is_refused(reader):
    whole = (reader / "model.safetensors").read_bytes()
    (reader / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError, match="not a whole safetensors file"):
        formats.read(reader)


def test_a_checkpoint_that_does_not_fit_its_config_is_refused(reader):
    config = json.loads((reader / "config.json").read_text())
    (reader / "config.json").write_text(json.dumps(config | {"n_layer": 2}))
    with pytest.raises(CheckpointError, match=r"missing \['h.1.W1'"):
        formats.read(reader)


LAYOUTS = {"W_attn": "attn.c_attn.weight", "W_proj": "attn.c_proj.weight", "W1": "mlp.c_fc.weight"}


@pytest.mark.parametrize("prefix", ["", "transformer.", "_orig_mod.transformer."])
def test_both_orientations_are_read_off_c_attn(prefix):
    config = Config(n_layer=1, n_head=2, n_embd=4, vocab_size=5, n_positions=3)
    ours = random_params(config)
    for flip in (False, True):
        theirs = {f"{prefix}h.0.attn.bias": np.ones((1, 1, 3, 3), np.float32)}
        theirs |= {
            prefix + hub_name(name): array.T if flip and is_matrix(name) else array for name, array in ours.items()
        }
        assert {n: a.tobytes() for n, a in rename(theirs).items()} == {n: a.tobytes() for n, a in ours.items()}


def hub_name(name):
    from reference.layouts import INNER, OUTER

    plain = name.removeprefix("h.0.")
    hub = {course: hub for hub, course in (OUTER | INNER).items()}[plain]
    return hub if plain == name else f"h.0.{hub}"


def is_matrix(name):
    return name.split(".")[-1] in ("W_attn", "W_proj", "W1", "W2")
