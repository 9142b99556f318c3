"""GPT: logits, loss and gradients of a GPT-2 of any config (Radford et al. 2019, section 2.3)."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np

from reference.part10_gpt2.batched_model import gradient_of, logits_of, loss_of
from reference.part10_gpt2.config import DEFAULTS, count_parameters


def forward(config, params, ids, targets):
    """Return what the exercise's driver returns, the gradients by the complex step.

    config: fields by name, defaults for the others. params: arrays by the course's names, none for a fresh model.
    ids, targets: (B, T).
    """
    config = DEFAULTS | config
    if not params:
        initial = _log2_spreads(config), 3.0, 0.0, 1.0, 1.0
        return (np.zeros(0),) * 7 + (count_parameters(config), 1.0, 8.0, *[np.zeros(0)] * 2, *initial)
    dtype = next(iter(params.values())).dtype
    params = {name: array.astype(np.float64)[np.newaxis] for name, array in params.items()}
    logits = logits_of(params, config, ids)
    grads = {name: gradient_of(params, name, config, ids, targets) for name in params}
    gathered = [
        np.concatenate([np.zeros(0), *(grads[name].ravel() for name in params if name.startswith(group))])
        for group in ("h.", "lnf")
    ]
    head = grads.get("W_head", np.zeros(0))
    loss = loss_of(logits, targets)[0]
    return (
        logits[0],
        loss,
        grads["W_e"],
        grads["W_p"],
        *gathered,
        head,
        *(count_parameters(config), 1.0, float(dtype.itemsize), 1.0, 1.0),
        *[np.zeros(0)] * 5,
    )


def _log2_spreads(config):
    """log2(std / 0.02) of each kind of weight: what is added to the residual stream has std 0.02 / sqrt(2 n_layer)."""
    added = -math.log2(2 * config["n_layer"]) / 2
    return np.array([0, 0, 0, added, 0, added, 0])


def torch_forward(config, params, ids, targets):
    """The same by autograd on `TorchGPT2`."""
    import torch

    from reference.gpt2_torch import course_gradients, from_course
    from reference.part10_gpt2.torch_config import count_parameters, number

    config = SimpleNamespace(**(DEFAULTS | config))
    if not params:
        added = math.log2((2 * config.n_layer) ** -0.5)
        spreads = torch.tensor([0, 0, 0, added, 0, added, 0], dtype=torch.float64)
        initial = spreads, number(3), number(0), number(1), number(1)
        return (torch.zeros(0),) * 7 + (count_parameters(config), number(1), number(8), *[torch.zeros(0)] * 2, *initial)
    model = from_course(params, config)
    logits, loss = model(ids.long(), targets)
    loss.backward()
    grads = {name: torch.from_numpy(grad) for name, grad in course_gradients(model).items()}
    blocks, lnf = (
        torch.cat([torch.zeros(0), *(grad.ravel() for name, grad in grads.items() if name.startswith(group))])
        for group in ("h.", "lnf")
    )
    width = number(next(iter(params.values())).element_size())
    head = grads.get("W_head", torch.zeros(0))
    return (
        logits,
        loss,
        grads["W_e"],
        grads["W_p"],
        blocks,
        lnf,
        head,
        *(count_parameters(config), number(1), width, number(1), number(1)),
        *[torch.zeros(0)] * 5,
    )
