"""Recipes of checkpoints: a GPT-2's state in the key layouts in which it is found."""

import numpy as np

from grader.course.inputs import exact, normal
from grader.course.part10_gpt2.load_state_dict.driver import MATRICES

HUGGING_FACE = {
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
"""The course's names, and the ends of Hugging Face's keys."""


def _shapes(config):
    """Return the shapes of a config's parameters, by the course's names."""
    V, D = config["vocab_size"], config["n_embd"]
    block = {"ln1_g": (D,), "ln1_b": (D,), "W_attn": (D, 3 * D), "b_attn": (3 * D,), "W_proj": (D, D), "b_proj": (D,)}
    block |= {"ln2_g": (D,), "ln2_b": (D,), "W1": (D, 4 * D), "b1": (4 * D,), "W2": (4 * D, D), "b2": (D,)}
    shapes = {"W_e": (V, D), "W_p": (config["block_size"], D)}
    shapes |= {f"h.{i}.{name}": shape for i in range(config["n_layer"]) for name, shape in block.items()}
    shapes |= {"lnf_g": (D,), "lnf_b": (D,)} | ({"W_head": (V, D)} if not config.get("tied", True) else {})
    return {n: s for n, s in shapes.items() if config.get("bias", True) or len(s) == 2 or n.endswith("_g")}


def course_layout(config, std=1.0):
    """Return recipes of a state with the course's keys."""
    return {name: normal(*shape, std=std) for name, shape in _shapes(config).items()}


def other_layout(config, prefix="", linear=False, masks=False, std=1.0):
    """Return recipes of a state with Hugging Face's keys after `prefix`.

    `linear` has the matrices as Linear does, (out, in), else as Conv1D, (in, out); `masks` adds the buffers that hold
    the causal mask, each before the weights of its block's attention.
    """
    state, T = {}, config["block_size"]
    for name, shape in _shapes(config).items():
        *block, plain = name.split(".")
        if masks and plain == "W_attn":
            state[f"{prefix}{'.'.join(block)}.attn.bias"] = exact(np.tri(T).reshape(1, 1, T, T))
            state[f"{prefix}{'.'.join(block)}.attn.masked_bias"] = exact(-1e4)
        transposed = linear and plain in MATRICES
        own_prefix = "" if plain == "W_head" else "transformer." if "transformer." in prefix else ""
        key = prefix.removesuffix("transformer.") + own_prefix + ".".join([*block, HUGGING_FACE[plain]])
        state[key] = normal(*(shape[::-1] if transposed else shape), std=std)
    return state


def masks_first(state):
    """Return a state whose masks come before all else."""
    return dict(sorted(state.items(), key=lambda item: not item[0].endswith((".attn.bias", ".attn.masked_bias"))))


def without(state, *keys):
    """Return a state without some keys."""
    return {key: recipe for key, recipe in state.items() if key not in keys}


def almost_same_numbers(*shape):
    """The entries of `same_numbers`, but for the last, which is a thousandth more."""

    def build(rng):
        numbers = same_numbers(*shape)(rng)
        numbers.flat[-1] += 1e-3
        return numbers

    return build


def same_numbers(*shape):
    """The same normal entries for every seed, so that two keys can have equal arrays."""
    return lambda rng: np.random.default_rng(5).standard_normal(shape)
