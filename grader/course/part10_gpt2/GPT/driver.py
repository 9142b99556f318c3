"""Driver: GPT. Builds a model from a config, sets its parameters by the course's names, runs it, reads the gradients.

load_state_dict's driver and `grader.lab` find a model's parameters by `tensor_at` as well.
"""

from functools import partial
from operator import attrgetter

import numpy as np

from grader.course.drivers.errors import holds, raises_value_error, wrong_shape
from grader.course.drivers.gpt_attributes import BLOCK, LAST
from grader.course.drivers.layers import grad_or_zeros, rms, tails
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

    The outputs that do not belong to this are empty arrays. `calls_agree` is 1 where model(ids) and model(ids, targets)
    are the logits and the loss; `errors_in_words` is 1 where ids longer than the context raise a ValueError with a
    message. `parameters_in_order` is 1 where parameters() has W_e, W_p, the blocks', the last norm's and W_head, which
    a tied model does not have.
    """
    model = build(GPT, config, next(iter(params.values())).dtype if params else np.float64)
    parameters = model.parameters()
    size = sum(p.size for p in parameters)
    in_order = _parameters_in_order(model, parameters, config.get("tied", True))
    none = np.zeros(0, np.float32)
    if not params:
        width = sum(p.data.nbytes for p in parameters) / size
        tails = _initial_tails(model)
        initial = _initial_spreads(model), tails, *_initial_repeats(GPT, config, model), _draws_in_order(GPT, config)
        return (none,) * 7 + (size, in_order, width, *(none, none), *initial)
    set_parameters(model, params)
    logits, loss = model.logits(ids), model.loss(ids, targets)
    agree = holds(
        lambda: np.allclose(model(ids).data, logits.data) and np.allclose(model(ids, targets).data, loss.data)
    )
    model.logits(ids[:1, :1])
    arrays = [*(p.data for p in parameters), logits.data, loss.data]
    width = sum(array.nbytes for array in arrays) / sum(array.size for array in arrays)
    too_long = np.zeros((2, config["block_size"] + 1), int)
    refused = min(raises_value_error(partial(model.logits, ids)) for ids in (too_long, too_long[:1]))
    loss.backward()
    grads = {name: grad_or_zeros(tensor_at(model, name)) for name in params}
    blocks = [grad.ravel() for name, grad in grads.items() if name[:2] == "h."]
    final_norm = [grad.ravel() for name, grad in grads.items() if name[:3] == "lnf"]
    return (
        *(logits.data, loss.data, grads["W_e"], grads["W_p"]),
        *(np.concatenate([none, *blocks]), np.concatenate([none, *final_norm]), grads.get("W_head", none)),
        *(size, in_order, width, agree, refused),
        *(none,) * 5,
    )


def _parameters_in_order(model, parameters, tied):
    """Return 1 where these are W_e, W_p, the blocks' parameters, the last norm's and W_head; else 0."""
    if tied is hasattr(model, "W_head"):
        return 0.0
    layers = [parameter for layer in (*model.h, model.lnf) for parameter in layer.parameters()]
    wanted = [model.W_e, model.W_p, *layers, *([] if tied else [model.W_head])]
    return float([*map(id, parameters)] == [*map(id, wanted)])


def _initial_spreads(model):
    """Return log2(RMS / 0.02) of each kind of matrix in RANDOM, to the nearest half, in a new model."""
    spreads = []
    for kind in RANDOM:
        entries = np.concatenate([array.ravel() for array in _matrices(model, kind)])
        spreads.append(np.round(2 * np.log2(rms(entries) / INITIAL_STD)) / 2)
    return np.array(spreads)


def _initial_tails(model):
    """Return the tails of the tables' entries, all together."""
    return tails(np.concatenate([getattr(model, kind).data.ravel() for kind in ("W_e", "W_p", "W_head")]))


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


def _draws_in_order(GPT, config):
    """Return 1 where W_e, W_p, the blocks and W_head are drawn in this order, of an untied config; else 0.

    What is drawn first does not depend on how much is drawn later, and what is drawn later does.
    """

    def drawn(changes, *names):
        model = build(GPT, config | changes, seed=5)
        return [tensor_at(model, name).data for name in names]

    def same(changes, *names):
        pairs = zip(drawn({}, *names), drawn(changes, *names), strict=True)
        return all(np.array_equal(one, other) for one, other in pairs)

    longer, wider = {"block_size": config["block_size"] + 2}, {"vocab_size": config["vocab_size"] + 1}
    before = same(longer, "W_e") and same({"n_layer": config["n_layer"] + 1}, "W_e", "W_p", "h.0.W_attn", "h.0.W1")
    head_last = same({"tied": True}, "W_e", "W_p", "h.0.W_attn", f"h.{config['n_layer'] - 1}.W1")
    return float(before and head_last and not same(wider, "W_p") and not same(longer, "h.0.W_attn"))
