"""AdamW on several parameters (Loshchilov and Hutter 2019, algorithm 2), held against torch.optim.AdamW."""

from __future__ import annotations

import numpy as np

from reference.part11_optimizer.adamw_update import forward as adamw_update

BETAS, EPS, WEIGHT_DECAY, LR = (0.9, 0.999), 1e-8, 0.01, 1e-3
"""What AdamW has where nothing is said."""


def forward(theta, grads, without, lrs, betas, eps, weight_decay, bare, split):
    """All steps of three parameters -> (their ends, those of a resumed run, steps, what is counted, bits).

    Every parameter is corrected for all the steps so far, also for those in which it had no gradient.
    """
    betas, eps = BETAS if betas is None else betas, EPS if eps is None else eps
    weight_decay = WEIGHT_DECAY if weight_decay is None else weight_decay
    ends = []
    for name, start in theta.items():
        value, m, v = start, np.zeros_like(start), np.zeros_like(start)
        for step, lr in enumerate(lrs):
            if grads[name] is not None and step not in without.get(name, ()):
                decay = weight_decay if np.ndim(start) >= 2 else 0.0
                settings = LR if lr is None else lr, *betas, eps, decay
                value, m, v = adamw_update(value, grads[name][step], m, v, step + 1, *settings)
        ends.append(value)
    return *ends, *ends, len(lrs), 0.0, 0.0, _refused(theta, grads), 0.0, 8.0 * theta["W"].itemsize


def _refused(theta, grads):
    """Return how many states do not fit: two, and two or three for each parameter that has gradients."""
    shapes = [tuple(theta[name].shape) for name, gradient in grads.items() if gradient is not None]
    return 2.0 + sum(2 + (shape != shape[::-1]) for shape in shapes)


def torch_forward(theta, grads, without, lrs, betas, eps, weight_decay, bare, split):
    """The same by `torch.optim.AdamW`, with and without decay in two groups, its steps set to be those of all."""
    import torch

    params = {name: torch.nn.Parameter(start.clone()) for name, start in theta.items()}
    decay = {} if weight_decay is None else {"weight_decay": weight_decay}
    groups = [
        {"params": [p for p in params.values() if p.dim() >= 2], **(decay or {"weight_decay": WEIGHT_DECAY})},
        {"params": [p for p in params.values() if p.dim() < 2], "weight_decay": 0.0},
    ]
    given = {"betas": betas, "eps": eps}
    optimizer = torch.optim.AdamW(groups, **{name: value for name, value in given.items() if value is not None})
    for p in params.values():
        optimizer.state[p] = {"exp_avg": torch.zeros_like(p), "exp_avg_sq": torch.zeros_like(p)}
    for step, lr in enumerate(lrs):
        for group in optimizer.param_groups:
            group["lr"] = group["lr"] if lr is None else lr
        for name, p in params.items():
            optimizer.state[p]["step"] = torch.tensor(float(step))
            absent = grads[name] is None or step in without.get(name, ())
            p.grad = None if absent else grads[name][step].clone()
        optimizer.step()
    counts = [len(lrs), 0.0, 0.0, _refused(theta, grads), 0.0, 8.0 * theta["W"].element_size()]
    return *params.values(), *params.values(), *torch.tensor(counts, dtype=torch.float64)
