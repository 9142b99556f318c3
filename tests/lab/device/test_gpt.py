"""The assembled GPT-2 on arrays that are not NumPy's: its forward, and training steps."""

import numpy as np
import pytest

from grader.lab.model.device import CPU, ModelOnDevice, on_host
from grader.lab.model.gpt2 import GPT2
from grader.lab.model.gpt_parameters import parameters
from reference.checkpoint_config import Config
from reference.checkpoints import Checkpoint, shapes
from tests.lab.device.standin import DeviceArray

SIZES = {"vocab_size": 13, "block_size": 8, "n_layer": 2, "n_head": 2, "n_embd": 8}
VARIANTS = ({}, {"bias": False}, {"tied": False}, {"gelu": "erf"})


def close(there, here):
    return isinstance(there, DeviceArray) and np.allclose(there.held, here, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("gelu", ["tanh", "erf"])
def test_the_forward_pass_of_a_checkpoint(gpu, pieces, gelu):
    config = Config(n_layer=2, n_head=2, n_embd=8, vocab_size=13, n_positions=8, gelu=gelu)
    rng = np.random.default_rng(0)
    checkpoint = Checkpoint(config, {name: rng.normal(0, 0.3, shape) for name, shape in shapes(config).items()})
    here, there = GPT2(pieces, checkpoint), GPT2(pieces, checkpoint, device=gpu)
    ids = rng.integers(13, size=(2, 5))
    assert isinstance(there.logits(ids), np.ndarray)
    assert np.allclose(there.logits(ids), here.logits(ids), rtol=1e-9)
    at = (ids, np.array([0, 1, 1]), np.array([4, 0, 2]))
    targets = np.array([3, 0, 12])
    assert close(there.logits_at(*at), here.logits_at(*at))
    assert close(there.losses(there.logits_at(*at), targets), here.losses(here.logits_at(*at), targets))


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_three_training_steps_are_the_same(gpu, pieces, variant):
    rng, results = np.random.default_rng(0), []
    batches = [rng.integers(13, size=(2, 3, 8)) for _ in range(3)]
    for device in (CPU, gpu):
        model = pieces.GPT(pieces.GPTConfig(**SIZES | variant), rng=np.random.default_rng(1))
        model = model if device is CPU else ModelOnDevice(model, device)
        optimizer = pieces.AdamW(model.parameters(), lr=1e-2)
        losses, norms = [], []
        for ids, targets in batches:
            optimizer.zero_grad()
            loss = model.loss(ids, targets)
            loss.backward()
            norms.append(pieces.clip_grad_norm(model.parameters(), 0.5))
            optimizer.step()
            losses.append(loss.item())
        results.append((losses, norms, {name: tensor.data for name, tensor in parameters(model).items()}))
    (losses, norms, here), (their_losses, their_norms, there) = results
    assert their_losses == pytest.approx(losses, rel=1e-10) and their_norms == pytest.approx(norms, rel=1e-9)
    assert all(close(there[name], here[name]) for name in here)


def test_a_tensor_takes_numbers_and_arrays_of_its_device(gpu, pieces):
    x = pieces.Tensor(gpu.put(np.array([1.0, -2.0, 4.0], dtype=np.float32)), requires_grad=True)
    y = ((2.5 * x + gpu.put(np.ones(3, np.float32))) / 2 - x.mean() * x).sum()
    y.backward()
    assert isinstance(x.grad, DeviceArray) and x.grad.dtype == np.float32
    assert np.allclose(x.grad.held, 1.25 - 1 - 1)


def test_what_is_the_hosts_already_comes_back_itself(gpu):
    array = np.ones(3)
    assert on_host(array) is array and np.array_equal(on_host(gpu.put(array)), array)


def test_losses_of_part_13_take_logits_of_the_device_and_targets_of_the_host(gpu, pieces):
    logits, targets = np.random.default_rng(0).normal(size=(4, 7)), np.array([0, 6, 2, 2])
    assert close(
        pieces.per_token_cross_entropy(gpu.put(logits), targets), pieces.per_token_cross_entropy(logits, targets)
    )
