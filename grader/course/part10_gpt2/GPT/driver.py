"""Driver: GPT. Builds a model from a config, sets its parameters by the course's names, runs it, reads the gradients.

load_state_dict's driver and `grader.lab` find a model's parameters by `tensor_at` as well.
"""

from operator import attrgetter

import numpy as np

from grader.course.drivers.errors import wrong_shape
from grader.course.drivers.gpt_attributes import BLOCK, LAST
from grader.course.drivers.layers import grad_or_zeros, rms
from grader.course.drivers.module_lookup import lookup

PATHS = BLOCK | LAST
"""The attribute path of each parameter of a block (or of the model) that has another name there than in the course."""

RANDOM = ("W_e", "W_p", "W_attn", "W_proj", "W1", "W2", "W_head")
"""The kinds of matrices that are initialized at random."""

INITIAL_STD = 0.02


def tensor_at(model, name):
    """Return the model's Tensor that the course calls `name`: "W_e", "h.0.W_attn"."""
    *block, kind = name.split(".")
    owner = model.h[int(block[1])] if block else model
    return attrgetter(PATHS.get(kind, kind))(owner)


def build(GPT, config, dtype=np.float64, seed=0):
    """Build the student's GPT from the fields of the student's own GPTConfig; a seed of None passes no generator."""
    rng = None if seed is None else np.random.default_rng(seed)
    return GPT(lookup(GPT, "GPTConfig")(**config), rng=rng, dtype=dtype)


def set_parameters(model, params):
    """Copy arrays into the model's Tensors, by the course's names. Raises ValueError for another shape."""
    for name, array in params.items():
        tensor = tensor_at(model, name)
        if tensor.shape != array.shape:
            raise wrong_shape(f"the model's {name}", tensor.shape, array.shape)
        tensor.data[...] = array


def drive(GPT, config, params, ids, targets):
    """Build a model with `params`, and return logits, loss and gradients; without params, how it is initialized.

    The outputs that do not belong to this are empty arrays.
    """
    model = build(GPT, config, next(iter(params.values())).dtype if params else np.float64)
    parameters = model.parameters()
    size = sum(p.size for p in parameters)
    width = sum(p.data.nbytes for p in parameters) / size
    none = np.zeros(0, np.float32)
    if not params:
        return (none,) * 7 + (size, width, _initial_spreads(model), *_initial_repeats(GPT, config, model))
    set_parameters(model, params)
    logits, loss = model.logits(ids), model.loss(ids, targets)
    loss.backward()
    grads = {name: grad_or_zeros(tensor_at(model, name)) for name in params}
    blocks = [grad.ravel() for name, grad in grads.items() if name[:2] == "h."]
    final_norm = [grad.ravel() for name, grad in grads.items() if name[:3] == "lnf"]
    return (
        logits.data,
        loss.data,
        grads["W_e"],
        grads["W_p"],
        np.concatenate([none, *blocks]),
        np.concatenate([none, *final_norm]),
        grads.get("W_head", none),
        size,
        width,
        *(none, none, none),
    )


def _initial_spreads(model):
    """Return log2(RMS / 0.02) of each kind of matrix in RANDOM, to the nearest half, in a new model."""
    spreads = []
    for kind in RANDOM:
        entries = np.concatenate([array.ravel() for array in _matrices(model, kind)])
        spreads.append(np.round(2 * np.log2(rms(entries) / INITIAL_STD)) / 2)
    return np.array(spreads)


def _matrices(model, kind):
    names = [f"h.{i}.{kind}" for i in range(len(model.h))] if kind in PATHS else [kind]
    return [tensor_at(model, name).data for name in names]


def _initial_repeats(GPT, config, model):
    """Return how many matrices equal another of the model, or their own of another seed; and 1 where a seed repeats.

    `model` was built with seed 0; no generator at all has to give the same weights.
    """
    models = (model, *(build(GPT, config, seed=seed) for seed in (0, 1, None)))
    first, same_seed, other_seed, unseeded = (
        [array.ravel()[:8] for kind in RANDOM for array in _matrices(each, kind)] for each in models
    )
    alike = sum(np.array_equal(a, b) for i, a in enumerate(first) for b in (*first[:i], other_seed[i]))
    return float(alike), float(np.array_equal(first, same_seed) and np.array_equal(first, unseeded))
