"""The solutions' GPT against our PyTorch GPT-2: logits, loss and the gradient of every parameter, and real weights."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from grader.paths import SOLUTIONS
from grader.runner.tree import Tree
from reference import safetensors_files

FORWARD, GRADIENT = 1e-5, 1e-4
"""The published tolerances: forward absolute, gradients relative to the largest entry."""


@pytest.fixture(scope="module")
def course():
    module = Tree(SOLUTIONS).load("part10_gpt2", "load_state_dict")
    GPT = module.GPT
    return SimpleNamespace(
        GPT=GPT, GPTConfig=GPT.__init__.__globals__["GPTConfig"], load_state_dict=module.load_state_dict
    )


def named(model):
    """Return a model's Tensors by the course's names."""
    from grader.course.part10_gpt2.GPT.driver import PATHS

    places = {place: name for name, place in PATHS.items()}
    found = {}
    for path, tensor in model.named_parameters():
        block = path.split(".")[:2] if path.startswith("h.") else []
        place = ".".join(path.split(".")[len(block) :])
        found[".".join([*block, places.get(place, place)])] = tensor
    return found


def parities(course, config, B, T, dtype=np.float64, std=1.0):
    """Return {what: (largest absolute, largest relative difference)} for logits, loss and every gradient."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: `make test` installs it")
    from reference.gpt2_torch import course_gradients, from_course

    rng = np.random.default_rng(0)
    model = course.GPT(config, rng=rng, dtype=dtype)
    tensors = named(model)
    for tensor in tensors.values():
        tensor.data[...] += std * 0.02 * rng.standard_normal(tensor.shape)
    ids, targets = rng.integers(config.vocab_size, size=(2, B, T))
    theirs = from_course({name: tensor.data for name, tensor in tensors.items()}, config)
    their_logits, their_loss = theirs(torch.from_numpy(ids), torch.from_numpy(targets))
    their_loss.backward()
    logits, loss = model.logits(ids), model.loss(ids, targets)
    loss.backward()
    pairs = {"logits": (logits.data, their_logits.detach().numpy()), "loss": (loss.data, their_loss.detach().numpy())}
    pairs |= {name: (tensors[name].grad, gradient) for name, gradient in course_gradients(theirs).items()}
    off = {name: np.max(np.abs(mine - its)) for name, (mine, its) in pairs.items()}
    return {name: (off[name], off[name] / np.max(np.abs(its))) for name, (_, its) in pairs.items()}


def assert_parity(found, forward=FORWARD, gradient=GRADIENT):
    for name, (absolute, relative) in found.items():
        assert (absolute if name in ("logits", "loss") else relative) < (
            forward if name in ("logits", "loss") else gradient
        ), name


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("gelu", ["tanh", "erf"])
def test_every_kind_of_model_agrees_with_pytorch(course, tied, bias, gelu):
    sizes = {"vocab_size": 53, "block_size": 16, "n_layer": 2, "n_head": 3, "n_embd": 24}
    config = course.GPTConfig(**sizes, tied=tied, bias=bias, gelu=gelu)
    assert_parity(parities(course, config, 2, 16, std=10), 1e-12, 1e-11)


def test_29_of_29_at_the_published_size(course):
    config = course.GPTConfig(vocab_size=50304, block_size=64, n_layer=4, n_head=4, n_embd=128, bias=False)
    found = parities(course, config, 2, 64)
    assert len(found) == 29
    assert_parity(found)
    assert max(relative for _, relative in found.values()) < 1e-12, "the published run reached 1e-14"


def test_float32_stays_float32_and_near(course):
    config = course.GPTConfig(vocab_size=53, block_size=16, n_layer=2, n_head=3, n_embd=24)
    model = course.GPT(config, dtype=np.float32)
    ids = np.arange(16).reshape(2, 8)
    loss = model(ids, ids)
    loss.backward()
    assert loss.dtype == np.float32
    assert {tensor.dtype for tensor in model.parameters()} == {np.dtype(np.float32)}
    assert {tensor.grad.dtype for tensor in model.parameters()} == {np.dtype(np.float32)}
    assert_parity(parities(course, config, 2, 8, dtype=np.float32), 1e-5, 1e-4)


def test_an_untrained_model_knows_nothing(course):
    config = course.GPTConfig(vocab_size=128, block_size=32, n_layer=4, n_head=4, n_embd=64)
    ids = np.random.default_rng(0).integers(128, size=(4, 33))
    assert course.GPT(config).loss(ids[:, :-1], ids[:, 1:]).item() == pytest.approx(np.log(128), abs=0.05)


def test_the_future_cannot_change_the_past(course):
    model = course.GPT(course.GPTConfig(vocab_size=11, block_size=6, n_layer=2, n_head=2, n_embd=8))
    ids = np.arange(6)[np.newaxis]
    changed = np.concatenate([ids[:, :4], [[9, 10]]], axis=1)
    before, after = model(ids).data, model(changed).data
    assert np.array_equal(before[:, :4], after[:, :4]) and not np.allclose(before[:, 4:], after[:, 4:])
    assert np.allclose(model(ids[:, :4]).data, before[:, :4], rtol=0, atol=1e-14)


def test_the_trained_sorter_sorts_on_the_course_module(course, data):
    sizes = json.loads((data / "nano-sort" / "config.json").read_text())
    config = course.GPTConfig(
        **{key: sizes[key] for key in ("vocab_size", "n_layer", "n_head", "n_embd")},
        block_size=sizes["n_positions"],
        tied=False,
    )
    state = safetensors_files.read_safetensors(data / "nano-sort" / "model.safetensors")
    model = course.GPT(config)
    course.load_state_dict(model, state)
    recorded = np.load(data / "nano-sort" / "activations.npz")
    assert np.max(np.abs(model(recorded["idx"].astype(np.int64)).data - recorded["lm_head"])) < 5e-6
    ids = np.random.default_rng(0).integers(3, size=(64, 6))
    words = ids
    for _ in range(6):
        ids = np.concatenate([ids, model(ids).data[:, -1].argmax(-1)[:, np.newaxis]], axis=1)
    assert np.array_equal(ids[:, 6:], np.sort(words, axis=1))
    with pytest.raises(ValueError, match="tied"):
        course.load_state_dict(course.GPT(course.GPTConfig(**vars(config) | {"tied": True})), state)
