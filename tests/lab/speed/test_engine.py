"""Part 15's engine against the plain pieces: the same logits, gradients, steps and texts, with one and two threads."""

import os
import subprocess
import sys

import numpy as np
import pytest

from grader.paths import COURSE
from solutions.part06_attention.gpt2_loss import gpt2_loss
from solutions.part11_optimizer.adamw_update import adamw_update
from solutions.part14_generation.generate import generate
from solutions.part14_generation.KVCache import KVCache, step_logits
from solutions.part15_speed.FastDecoder import FastDecoder
from solutions.part15_speed.FastGPT2 import FastGPT2

STEP = {"lr": 1e-3, "betas": (0.9, 0.95), "eps": 1e-6, "weight_decay": 0.1}
"""An eps that is felt: the gradient of the keys' biases is 0 but for rounding, which an eps of 1e-8 would enlarge."""


def weights(V, n_ctx, D, n_layer, dtype=np.float64, seed=0):
    """Seeded parameters of the usual sizes, biases and gammas away from 0 and 1."""
    rng = np.random.default_rng(seed)

    def draw(*shape):
        return (0.04 * rng.standard_normal(shape, dtype=np.float32)).astype(dtype)

    params = {"W_e": draw(V, D), "W_p": draw(n_ctx, D)}
    for i in range(n_layer):
        block = {"ln1_g": 1 + draw(D), "ln1_b": draw(D), "W_attn": draw(D, 3 * D), "b_attn": draw(3 * D)}
        block |= {"W_proj": draw(D, D), "b_proj": draw(D), "ln2_g": 1 + draw(D), "ln2_b": draw(D)}
        block |= {"W1": draw(D, 4 * D), "b1": draw(4 * D), "W2": draw(4 * D, D), "b2": draw(D)}
        params |= {f"h.{i}.{name}": array for name, array in block.items()}
    return params | {"lnf_g": 1 + draw(D), "lnf_b": draw(D)}


def batch(V, B, T, seed=1):
    """ids and targets (B, T); ids repeat, and some targets do not count."""
    rng = np.random.default_rng(seed)
    ids, targets = rng.integers(V, size=(B, T)), rng.integers(V, size=(B, T))
    ids[:, -1], targets[:, ::7] = ids[0, 0], -1
    return ids, targets


def plain_logits(params, ids, n_head):
    """The plain pieces' logits, by part 14's forward with an empty cache."""
    D, n_layer = params["W_e"].shape[1], sum(name.endswith(".ln1_g") for name in params)
    cache = KVCache(n_layer, len(ids), n_head, D // n_head, ids.shape[1], params["W_e"].dtype)
    return step_logits(params, ids, cache, n_head)


def copied(params):
    return {name: array.copy() for name, array in params.items()}


def furthest(found, wanted):
    """Return the largest difference, over all arrays, relative to each one's largest entry."""
    return max(np.max(np.abs(found[name] - wanted[name])) / np.max(np.abs(wanted[name])) for name in wanted)


def plain_steps(params, ids, targets, n_head, steps):
    """Train with the plain pieces; return the losses, the last gradients and the parameters."""
    state, losses = {name: (np.zeros_like(a), np.zeros_like(a)) for name, a in params.items()}, []
    for t in range(1, steps + 1):
        loss, backward = gpt2_loss(params, ids, targets, n_head)
        grads = backward(np.ones((), loss.dtype))["params"]
        losses.append(float(loss))
        for name, theta in params.items():
            decay = STEP["weight_decay"] if theta.ndim >= 2 else 0.0
            settings = (STEP["lr"], *STEP["betas"], STEP["eps"], decay)
            params[name], *averages = adamw_update(theta, grads[name], *state[name], t, *settings)
            state[name] = tuple(averages)
    return losses, grads, params


@pytest.mark.parametrize("threads", [1, 2])
def test_in_float64_all_is_the_plain_models_to_1e_12(threads):
    # Threads are counted once for a process, so each count has one of its own.
    code = "from tests.lab.speed.test_engine import hold_against_the_plain_model as hold; hold()"
    environment = os.environ | {f"{name}_NUM_THREADS": str(threads) for name in ("OPENBLAS", "OMP", "MKL")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=COURSE, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def hold_against_the_plain_model():
    """4 layers, 4 heads, 128 wide: logits, losses and gradients of three steps, parameters after them."""
    params, (ids, targets) = weights(2000, 64, 128, 4), batch(2000, 3, 61)
    model = FastGPT2(copied(params), 4)
    plain = plain_logits(params, ids, 4)
    assert np.max(np.abs(model.logits(ids) - plain)) < 1e-12 * np.max(np.abs(plain))
    losses, grads, after = plain_steps(copied(params), ids, targets, 4, 3)
    model.step(ids[:, :50], targets[:, :50], **STEP)  # another shape before: its memory is used again
    model = FastGPT2(model.params, 4)
    for name, array in params.items():
        model.params[name][...] = array
    own = [model.step(ids, targets, **STEP) for _ in range(2)]
    loss, found = model.loss_and_gradients(ids, targets)
    assert np.allclose([*own, loss], losses, rtol=1e-12, atol=0)
    assert furthest(found, grads) < 1e-12
    model.step(ids, targets, **STEP)
    assert furthest(model.params, after) < 1e-12


def test_float32_losses_and_gradients_agree():
    params, (ids, targets) = weights(2000, 64, 128, 4), batch(2000, 3, 61)
    wanted, backward = gpt2_loss(params, ids, targets, 4)
    single = {name: array.astype(np.float32) for name, array in params.items()}
    loss, found = FastGPT2(single, 4).loss_and_gradients(ids, targets)
    assert all(array.dtype == np.float32 for array in found.values())
    assert abs(loss - wanted) < 1e-6 * wanted
    assert furthest(found, backward(np.ones(()))["params"]) < 1e-4


def test_attention_over_many_blocks_is_the_plain_one():
    params, (ids, _) = weights(50, 700, 32, 1), batch(50, 1, 700)
    plain = plain_logits(params, ids, 2)
    assert np.max(np.abs(FastGPT2(params, 2).logits(ids) - plain)) < 1e-12 * np.max(np.abs(plain))


@pytest.mark.parametrize("n_layer", [0, 1, 2])
def test_logits_at_some_positions_are_those_of_the_whole(n_layer):
    params, (ids, _) = weights(90, 12, 24, n_layer), batch(90, 3, 11)
    model, places = FastGPT2(params, 3), np.array([32, 0, 7, 7, 15])
    whole = model.logits(ids).reshape(-1, 90)[places].copy()
    found = model.logits(ids, places)
    assert found.shape == (5, 90) and np.max(np.abs(found - whole)) < 1e-12 * np.max(np.abs(whole))


def test_logits_of_the_124m_shape_are_the_plain_ones_in_float32():
    params, (ids, _) = weights(50257, 1024, 768, 12, np.float32), batch(50257, 1, 128)
    plain = plain_logits(params, ids, 12)
    model = FastGPT2(params, 12)
    found = model.logits(ids)
    assert found.dtype == np.float32 and np.max(np.abs(found - plain)) < 2e-5 * np.max(np.abs(plain))
    rows = found.reshape(-1, 50257)[[3, 127]]
    assert np.max(np.abs(model.logits(ids, np.array([3, 127])) - rows)) < 2e-5 * np.max(np.abs(plain))


def test_the_decoder_and_the_whole_forward_agree():
    params, (ids, _) = weights(200, 300, 48, 3), batch(200, 1, 260)
    decoder, logits = FastDecoder(params, 3), FastGPT2(params, 3).logits(ids)[0]
    assert np.allclose(decoder.read(ids[0, :257]), logits[256], rtol=0, atol=1e-12)
    for place in (257, 258, 259):
        assert np.allclose(decoder.read(ids[0, place : place + 1]), logits[place], rtol=0, atol=1e-12)


def test_the_writer_writes_what_the_plain_generate_writes():
    from grader.lab.model.engine import generate_with_engine
    from grader.lab.model.resolve_pieces import solution_pieces

    params, told = weights(60, 16, 24, 2), []
    options = {"temperature": 3.0, "top_k": 20, "gelu": "tanh", "eps": 1e-5, "stop": None}
    plain = generate(params, 2, [1, 2, 3], 40, rng=np.random.default_rng(5), **options)
    settings = options | {"top_p": None, "on_token": told.append}
    generate_with_engine(solution_pieces(), params, 2, [1, 2, 3], 40, rng=np.random.default_rng(5), **settings)
    assert told == plain[3:].tolist()
