"""Reference forwards of part 10. The gradients of whole models are the complex step's: no derivation is used."""

from __future__ import annotations

import math

import numpy as np

DEFAULTS = {
    "vocab_size": 50257,
    "block_size": 1024,
    "n_layer": 12,
    "n_head": 12,
    "n_embd": 768,
    "bias": True,
    "gelu": "tanh",
    "tied": True,
    "eps": 1e-5,
}
STEP = 1e-200
NOTHING = np.zeros(0)


def GPTConfig(fields):
    """Fields by name -> channels of a head, number of parameters, 1 where such a model cannot be."""
    config = DEFAULTS | fields
    lengths = [config[name] for name in ("vocab_size", "block_size", "n_head", "n_embd")]
    if min(lengths) < 1 or config["n_layer"] < 0 or config["eps"] <= 0 or config["gelu"] not in ("tanh", "erf"):
        return 0.0, 0.0, 1.0
    if config["n_embd"] % config["n_head"]:
        return 0.0, 0.0, 1.0
    return config["n_embd"] / config["n_head"], float(_count(config)), 0.0


def shapes(config):
    """Return the shape of every parameter of a config (all fields given), in the course's order."""
    V, D = config["vocab_size"], config["n_embd"]
    block = {"ln1_g": (D,), "ln1_b": (D,), "W_attn": (D, 3 * D), "b_attn": (3 * D,), "W_proj": (D, D), "b_proj": (D,)}
    block |= {"ln2_g": (D,), "ln2_b": (D,), "W1": (D, 4 * D), "b1": (4 * D,), "W2": (4 * D, D), "b2": (D,)}
    found = {"W_e": (V, D), "W_p": (config["block_size"], D)}
    found |= {f"h.{i}.{name}": shape for i in range(config["n_layer"]) for name, shape in block.items()}
    found |= {"lnf_g": (D,), "lnf_b": (D,)} | ({} if config["tied"] else {"W_head": (V, D)})
    biases = ("ln1_b", "b_attn", "b_proj", "ln2_b", "b1", "b2", "lnf_b")
    return {n: s for n, s in found.items() if config["bias"] or n.split(".")[-1] not in biases}


def _count(config):
    return sum(math.prod(shape) for shape in shapes(config).values())


def GPT(config, params, ids, targets):
    """A config, parameters by the course's names, ids and targets (B, T) -> what the entry's drive returns."""
    config = DEFAULTS | config
    if not params:
        return (NOTHING,) * 7 + (_count(config), 8.0, _spreads(config), 0.0, 1.0)
    dtype = next(iter(params.values())).dtype
    params = {name: array.astype(np.float64)[np.newaxis] for name, array in params.items()}
    logits = logits_of(params, config, ids)
    grads = {name: gradient_of(params, name, config, ids, targets) for name in params}
    gathered = [
        np.concatenate([NOTHING, *(grads[name].ravel() for name in params if name.startswith(group))])
        for group in ("h.", "lnf")
    ]
    head = grads.get("W_head", NOTHING)
    loss = loss_of(logits, targets)[0]
    return (
        logits[0],
        loss,
        grads["W_e"],
        grads["W_p"],
        *gathered,
        head,
        _count(config),
        float(dtype.itemsize),
        *(NOTHING, NOTHING, NOTHING),
    )


def _spreads(config):
    """Doublings of 0.02: none, and for what is added to the stream 2 n_layer halvings of the variance."""
    added = -math.log2(2 * config["n_layer"]) / 2
    return np.array([0, 0, 0, added, 0, added, 0])


def gradient_of(params, name, config, ids, targets):
    """Move every entry of one parameter, each in a copy of its own along a new first axis; look at the losses."""
    value = params[name][0]
    moved = value + 1j * STEP * np.eye(value.size).reshape(value.size, *value.shape)
    losses = loss_of(logits_of(params | {name: moved}, config, ids), targets)
    return (losses.imag / STEP).reshape(value.shape)


def logits_of(params, config, ids):
    """params (copies, ...) -> logits (copies, B, T, V); a parameter with one copy serves all."""
    bias = np.zeros((1, 1))
    x = params["W_e"][:, ids] + params["W_p"][:, np.newaxis, : ids.shape[1]]
    for i in range(config["n_layer"]):
        own = {name.split(".")[-1]: array for name, array in params.items() if name.startswith(f"h.{i}.")}
        n = _norm(x, own["ln1_g"], own.get("ln1_b", bias), config["eps"])
        mixed = _attention(_affine(n, own["W_attn"], own.get("b_attn", bias)), config["n_head"])
        x = x + _affine(mixed, own["W_proj"], own.get("b_proj", bias))
        n = _norm(x, own["ln2_g"], own.get("ln2_b", bias), config["eps"])
        u = _gelu(_affine(n, own["W1"], own.get("b1", bias)), config["gelu"])
        x = x + _affine(u, own["W2"], own.get("b2", bias))
    n = _norm(x, params["lnf_g"], params.get("lnf_b", bias), config["eps"])
    return n @ params.get("W_head", params["W_e"]).swapaxes(-1, -2)[:, np.newaxis]


def _rows(vector):
    """(copies, D) -> (copies, 1, 1, D)."""
    return vector[:, np.newaxis, np.newaxis]


def _affine(x, W, b):
    return x @ W[:, np.newaxis] + _rows(b)


def _norm(x, gamma, beta, eps):
    c = x - x.mean(-1, keepdims=True)
    return c / np.sqrt((c * c).mean(-1, keepdims=True) + eps) * _rows(gamma) + _rows(beta)


def _attention(qkv, n_head):
    """qkv (copies, B, T, 3D) -> (copies, B, T, D), head by head."""
    T, D = qkv.shape[-2], qkv.shape[-1] // 3
    d, seen, mixed = D // n_head, np.tri(T, dtype=bool), []
    for start in range(0, D, d):
        Q, K, V = (qkv[..., block + start : block + start + d] for block in (0, D, 2 * D))
        scores = Q @ K.swapaxes(-1, -2) / math.sqrt(d)
        largest = np.where(seen, scores.real, -np.inf).max(-1, keepdims=True)
        weights = np.where(seen, np.exp(np.where(seen, scores - largest, 0)), 0)
        mixed.append(weights / weights.sum(-1, keepdims=True) @ V)
    return np.concatenate(mixed, axis=-1)


def _gelu(u, form):
    if form == "tanh":
        return 0.5 * u * (1 + np.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u * u * u)))
    from scipy.special import erf  # 0.2 s, which no other exercise should wait for

    return 0.5 * u * (1 + erf(u * math.sqrt(0.5)))


def loss_of(logits, targets):
    """logits (copies, B, T, V) -> (copies,), the mean over the targets that are not -1."""
    counted = logits[:, targets != -1]
    counted = counted - counted.real.max(-1, keepdims=True)
    right = np.take_along_axis(counted, targets[targets != -1][np.newaxis, :, np.newaxis], -1)[..., 0]
    return np.mean(np.log(np.exp(counted).sum(-1)) - right, axis=-1)


HUB = {
    "W_e": "wte.weight",
    "W_p": "wpe.weight",
    "ln1_g": "ln_1.weight",
    "ln1_b": "ln_1.bias",
    "W_attn": "attn.c_attn.weight",
    "b_attn": "attn.c_attn.bias",
    "W_proj": "attn.c_proj.weight",
    "b_proj": "attn.c_proj.bias",
    "ln2_g": "ln_2.weight",
    "ln2_b": "ln_2.bias",
    "W1": "mlp.c_fc.weight",
    "b1": "mlp.c_fc.bias",
    "W2": "mlp.c_proj.weight",
    "b2": "mlp.c_proj.bias",
    "lnf_g": "ln_f.weight",
    "lnf_b": "ln_f.bias",
    "W_head": "lm_head.weight",
}


def load_state_dict(config, state, like):
    """Try every layout there is: prefixes, orientations, a tied table written twice. Just one fits, or none does."""
    config, dtype = DEFAULTS | config, like.dtype
    wanted = shapes(config)
    keys = {key for key in state if not key.endswith((".attn.bias", ".attn.masked_bias"))}
    for named, flipped in _layouts(wanted):
        head = named["W_e"].replace("wte", "lm_head").replace("transformer.", "").replace("W_e", "W_head")
        same = head in state and np.array_equal(state[head], state.get(named["W_e"]))
        twice = {head} if config["tied"] and same else set()
        if keys != {named[name] for name in wanted} | twice:
            continue
        found = {name: state[named[name]].T if flipped(name) else state[named[name]] for name in wanted}
        if all(found[name].shape == shape for name, shape in wanted.items()):
            found = {name: array.astype(dtype) for name, array in found.items()}
            return 0.0, *read(config, found), float(dtype.itemsize)
    untouched = {name: np.full(shape, -1.0, dtype) for name, shape in wanted.items()}
    return 1.0, *read(config, untouched), float(dtype.itemsize)


def _layouts(names):
    """Yield (name of the course -> key, whether a name's array is to be turned) for every layout."""
    yield {name: name for name in names}, lambda name: False
    for outer in ("", "_orig_mod."):
        for inner in ("", "transformer."):
            named = {}
            for name in names:
                *block, plain = name.split(".")
                named[name] = outer + ("" if plain == "W_head" else inner) + ".".join([*block, HUB[plain]])
            yield named, lambda name: False
            yield named, lambda name: name.split(".")[-1] in ("W_attn", "W_proj", "W1", "W2")


def read(config, found):
    """Return arrays as the entry's drive does: tables, matrices stacked by layer, vectors end to end, head."""
    layers = range(config["n_layer"])
    matrices = [np.stack([found[f"h.{i}.{kind}"] for i in layers]) for kind in ("W_attn", "W_proj", "W1", "W2")]
    vectors = np.concatenate([array for array in found.values() if array.ndim == 1])
    return found["W_e"], found["W_p"], *matrices, vectors, found.get("W_head", NOTHING)
