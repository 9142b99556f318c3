"""Part 10's batched model on one copy of the parameters."""

from __future__ import annotations

import numpy as np

from reference.part10_gpt2 import batched_model


def config_of(params, n_head, options):
    """Return a config dict, the number of layers read off the parameters' names."""
    n_layer = sum(name.endswith(".ln1_g") for name in params)
    return {"n_layer": n_layer, "n_head": n_head, "gelu": "tanh", "eps": 1e-5} | dict(options)


def logits_of(params, config, ids):
    """ids (B, T) -> (B, T, V)."""
    return batched_model.logits_of({name: array[np.newaxis] for name, array in params.items()}, config, ids)[0]


def loss_of(params, config, ids, targets):
    """ids, targets (B, T) -> the mean loss over the targets that are not -1."""
    return batched_model.loss_of(logits_of(params, config, ids)[np.newaxis], targets)[0]


def gradients_of(params, config, ids, targets):
    """Return the gradient of every parameter, by the complex step."""
    copies = {name: array[np.newaxis] for name, array in params.items()}
    return {name: batched_model.gradient_of(copies, name, config, ids, targets) for name in params}
