"""How a GPT is asked: built from a config, given parameters by the course's names, run, and its gradients read off."""

from operator import attrgetter

import numpy as np

from grader.course.drivers.contract_errors import wrong_shape
from grader.course.drivers.gpt_attributes import BLOCK, LAST
from grader.course.drivers.layers import spread
from grader.course.drivers.module_lookup import lookup

PATHS = BLOCK | LAST
"""Where a model keeps what the course calls by these names; the rest is called the same."""

DRAWN = ("W_e", "W_p", "W_attn", "W_proj", "W1", "W2", "W_head")


def tensor_at(model, name):
    """Return the model's Tensor that the course calls `name`: "W_e", "h.0.W_attn"."""
    *block, plain = name.split(".")
    holder = model.h[int(block[1])] if block else model
    return attrgetter(PATHS.get(plain, plain))(holder)


def build(GPT, config, dtype=np.float64, seed=0):
    """Build the student's GPT from plain values, by the student's own GPTConfig; no seed, no generator."""
    rng = None if seed is None else np.random.default_rng(seed)
    return GPT(lookup(GPT, "GPTConfig")(**config), rng=rng, dtype=dtype)


def bring(model, params):
    """Copy arrays into the model's Tensors, by the course's names."""
    for name, array in params.items():
        tensor = tensor_at(model, name)
        if tensor.shape != array.shape:
            raise wrong_shape(f"the model's {name}", tensor.shape, array.shape)
        tensor.data[...] = array


def drive(GPT, config, params, ids, targets):
    """Build a model, give it the parameters, and ask for logits, loss and gradients; without any, see how it begins."""
    model = build(GPT, config, next(iter(params.values())).dtype if params else np.float64)
    parameters = model.parameters()
    size = sum(p.size for p in parameters)
    width = sum(p.data.nbytes for p in parameters) / size
    none = np.zeros(0, np.float32)
    if not params:
        others = [build(GPT, config, seed=seed) for seed in (0, 1, None)]
        return (none,) * 7 + (size, width, _spreads(model), *_repeats(model, *others))
    bring(model, params)
    logits, loss = model.logits(ids), model.loss(ids, targets)
    loss.backward()
    names = {"dblocks": [n for n in params if n[:2] == "h."], "dlnf": [n for n in params if n[:3] == "lnf"]}
    grads = {name: _grad(tensor_at(model, name)) for name in params}
    gathered = {group: np.concatenate([none, *(grads[n].ravel() for n in own)]) for group, own in names.items()}
    return (
        logits.data,
        loss.data,
        grads["W_e"],
        grads["W_p"],
        gathered["dblocks"],
        gathered["dlnf"],
        grads.get("W_head", none),
        size,
        width,
        *(none, none, none),
    )


def _grad(tensor):
    return np.zeros_like(tensor.data) if tensor.grad is None else tensor.grad


def _spreads(model):
    """How many times 0.02 is doubled, in halves, to give each kind of matrix's spread around 0 at the start."""
    spreads = []
    for kind in DRAWN:
        drawn = np.concatenate([array.ravel() for array in _drawn(model, kind)])
        spreads.append(np.round(2 * np.log2(spread(drawn) / 0.02)) / 2)
    return np.array(spreads)


def _drawn(model, kind):
    names = [f"h.{i}.{kind}" for i in range(len(model.h))] if kind in PATHS else [kind]
    return [tensor_at(model, name).data for name in names]


def _repeats(model, again, other, bare):
    """How many matrices begin as another of the model or of another generator, and 1 where equal generators repeat."""
    first, same, others, plain = (
        [array.ravel()[:8] for kind in DRAWN for array in _drawn(each, kind)] for each in (model, again, other, bare)
    )
    alike = sum(np.array_equal(a, b) for i, a in enumerate(first) for b in (*first[:i], others[i]))
    return float(alike), float(np.array_equal(first, same) and np.array_equal(first, plain))


def sizes(vocab_size, block_size, n_layer, n_head, n_embd, **options):
    """Return a config as plain values; options left out are GPTConfig's own."""
    found = {"vocab_size": vocab_size, "block_size": block_size, "n_layer": n_layer, "n_head": n_head}
    return found | {"n_embd": n_embd} | options
