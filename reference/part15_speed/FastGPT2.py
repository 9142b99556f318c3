"""FastGPT2: logits, loss, gradients and AdamW steps of the plain model."""

from __future__ import annotations

import numpy as np

from reference.part11_optimizer.adamw_update import forward as adamw_update
from reference.part15_speed.plain_model import config_of, gradients_of, logits_of, loss_of

STEP, DECAY = {"lr": 1e-2, "beta1": 0.9, "beta2": 0.95, "eps": 1e-3}, 0.1
"""The options of AdamW and the weight decay of the case that sets them."""

DEFAULT_STEP, DEFAULT_DECAY = {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}, 0.01
"""Those of the case that leaves them to their defaults."""


def forward(ask, params, n_head, ids, targets, options):
    """Return what the exercise's driver returns when it is asked `ask`; gradients by the complex step."""
    config, params = config_of(params, n_head, options), {k: v.astype(np.float64) for k, v in params.items()}
    if ask in ("memory", "take"):
        return np.zeros(0)
    if ask == "logits":
        return np.stack([logits_of(params, config, ids)] * 2)
    if ask == "places":
        return logits_of(params, config, ids).reshape(ids.size, -1)[::2]
    if ask == "places in any order":
        return logits_of(params, config, ids).reshape(ids.size, -1)[[-1, 0, 2, 0]]
    if ask == "loss":
        return loss_of(params, config, ids, targets)
    if ask == "gradients":
        return np.concatenate([g.ravel() for g in gradients_of(params, config, ids, targets).values()])
    rates, weight_decay = (STEP, DECAY) if ask != "plain steps" else (DEFAULT_STEP, DEFAULT_DECAY)
    losses, state = [], {name: (np.zeros_like(a), np.zeros_like(a)) for name, a in params.items()}
    for t in (1, 2, 3):
        losses.append(loss_of(params, config, ids, targets))
        for name, grad in gradients_of(params, config, ids, targets).items():
            decay = weight_decay if params[name].ndim >= 2 else 0.0
            theta, *averages = adamw_update(params[name], grad, *state[name], t, **rates, weight_decay=decay)
            params, state[name] = params | {name: theta}, tuple(averages)
    return np.concatenate([np.array(losses), *(a.ravel() for a in params.values())])


def torch_forward(ask, params, n_head, ids, targets, options):
    """The same by autograd and torch.optim.AdamW."""
    import torch

    from reference.part14_generation.torch_full_forward import logits_and_cache

    ids, targets = ids.long(), targets.long()
    if ask in ("memory", "take"):
        return torch.zeros(0, dtype=torch.float64)
    if ask == "logits":
        return torch.stack([logits_and_cache(params, ids, n_head, **options)[0]] * 2)
    if ask == "places":
        return logits_and_cache(params, ids, n_head, **options)[0].flatten(0, 1)[::2]
    if ask == "places in any order":
        return logits_and_cache(params, ids, n_head, **options)[0].flatten(0, 1)[[-1, 0, 2, 0]]
    params = {name: torch.nn.Parameter(array.clone()) for name, array in params.items()}

    def loss():
        logits = logits_and_cache(params, ids, n_head, **options)[0]
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1)

    if ask in ("loss", "gradients"):
        value = loss()
        value.backward()
        return value if ask == "loss" else torch.cat([p.grad.ravel() for p in params.values()])
    rates, decay = (STEP, DECAY) if ask != "plain steps" else (DEFAULT_STEP, DEFAULT_DECAY)
    groups = [
        {"params": [p for p in params.values() if p.ndim >= 2], "weight_decay": decay},
        {"params": [p for p in params.values() if p.ndim < 2], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=rates["lr"], betas=(rates["beta1"], rates["beta2"]), eps=rates["eps"])
    losses = []
    for _ in range(3):
        optimizer.zero_grad()
        losses.append(loss())
        losses[-1].backward()
        optimizer.step()
    return torch.cat([torch.stack(losses), *(p.ravel() for p in params.values())])
