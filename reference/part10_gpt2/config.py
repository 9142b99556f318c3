"""GPT-2's config as a dict: its defaults, and the shapes of the parameters that it implies."""

from __future__ import annotations

import math

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


def count_parameters(config):
    """Return the number of entries of all parameters."""
    return sum(math.prod(shape) for shape in shapes(config).values())
