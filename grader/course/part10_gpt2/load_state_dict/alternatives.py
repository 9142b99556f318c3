"""A right alternative to load_state_dict: a correct answer, written in another way."""

import numpy as np

from .GPT import GPT  # noqa: F401 (the driver looks it up in this file)

BLOCK = (
    ("ln_1.", ("ln1", "gamma"), ("ln1", "beta"), "ln1_g", "ln1_b"),
    ("attn.c_attn.", ("attention", "qkv", "W"), ("attention", "qkv", "b"), "W_attn", "b_attn"),
    ("attn.c_proj.", ("attention", "proj", "W"), ("attention", "proj", "b"), "W_proj", "b_proj"),
    ("ln_2.", ("ln2", "gamma"), ("ln2", "beta"), "ln2_g", "ln2_b"),
    ("mlp.c_fc.", ("mlp", "fc", "W"), ("mlp", "fc", "b"), "W1", "b1"),
    ("mlp.c_proj.", ("mlp", "proj", "W"), ("mlp", "proj", "b"), "W2", "b2"),
)


def from_the_model(model, state):
    """Go through the model's Tensors, and take each one's array out of a copy of the state by its key there."""
    remaining = {_without_prefix(key): array for key, array in state.items()}
    course_layout = "W_e" in remaining
    remaining = {
        key: array for key, array in remaining.items() if not key.endswith((".attn.bias", ".attn.masked_bias"))
    }
    first = remaining.get("h.0.attn.c_attn.weight", remaining.get("h.0.W_attn"))
    linear = first is not None and first.shape[0] > first.shape[1]
    tied = not hasattr(model, "W_head")
    table = "W_e" if course_layout else "wte.weight"
    head = "W_head" if course_layout else "lm_head.weight"
    if tied and head in remaining:
        embedded = remaining.get(table)
        if embedded is None or embedded.shape != remaining[head].shape or (embedded != remaining[head]).any():
            raise ValueError("a head of its own does not fit a tied model")
        del remaining[head]
    pairs = []

    def pair(tensor, key, transpose=False):
        if tensor is None:
            return
        if key not in remaining:
            raise ValueError(f"{key} is missing")
        array = remaining.pop(key)
        array = array.T if transpose else array
        if np.shape(array) != tensor.data.shape:
            raise ValueError(f"{key}: {np.shape(array)} does not fit {tensor.data.shape}")
        pairs.append((tensor, array))

    pair(model.W_e, table)
    pair(model.W_p, "W_p" if course_layout else "wpe.weight")
    for i, block in enumerate(model.h):
        for name, weight, bias, own_weight, own_bias in BLOCK:
            transpose = linear and not course_layout and weight[-1] == "W"
            pair(
                _attribute(block, weight), f"h.{i}.{own_weight}" if course_layout else f"h.{i}.{name}weight", transpose
            )
            pair(_attribute(block, bias), f"h.{i}.{own_bias}" if course_layout else f"h.{i}.{name}bias")
    pair(model.lnf.gamma, "lnf_g" if course_layout else "ln_f.weight")
    pair(model.lnf.beta, "lnf_b" if course_layout else "ln_f.bias")
    pair(None if tied else model.W_head, head)
    if remaining:
        raise ValueError(f"nobody wants {', '.join(remaining)}")
    for tensor, array in pairs:
        tensor.data = np.array(array, dtype=tensor.data.dtype, order="C")


def _without_prefix(key):
    for prefix in ("_orig_mod.", "transformer."):
        key = key[len(prefix) :] if key.startswith(prefix) else key
    return key


def _attribute(thing, path):
    for step in path:
        thing = getattr(thing, step)
    return thing
