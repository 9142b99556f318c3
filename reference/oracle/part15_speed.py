"""PyTorch's forwards of part 15."""

from __future__ import annotations

import torch
from torch.nn import functional

from reference.forward.part15_speed import DECAY, PLAIN_DECAY, PLAIN_STEP, STEP, refusals
from reference.forward.part15_speed import share as _share
from reference.oracle.part11_optimizer import adamw_update
from reference.oracle.part14_generation import logits_of as full

ZERO = torch.zeros((), dtype=torch.float64)
NONE = torch.zeros(0)


def share(ask, n, least, threads):
    """Counting is no business of PyTorch's; its own chunks begin at other rows."""
    return torch.from_numpy(_share(ask, n, least, threads))


def gelu_in_chunks(u, chunk):
    """u of any shape -> the same: the tanh form."""
    return functional.gelu(u, approximate="tanh")


def layer_norm_rows(x, gamma, beta, eps, chunk):
    """x (..., D) -> (..., D)."""
    return functional.layer_norm(x, x.shape[-1:], gamma, beta, eps)


def blocked_attention(Q, K, V, queries, keys):
    """Q, K (..., S, d), V (..., S, e) -> (..., S, e), causal."""
    return functional.scaled_dot_product_attention(Q, K, V, is_causal=True)


def cross_entropy_in_place(ask, logits, targets, ignore_index, chunk):
    """logits (N, V) -> the mean loss and its gradient (N, V)."""
    if ask == "memory":
        return ZERO, NONE
    logits = logits.clone().requires_grad_()
    loss = functional.cross_entropy(logits, targets, ignore_index=ignore_index, reduction="sum")
    loss = loss / max(1, int((targets != ignore_index).sum()))
    loss.backward()
    return loss, logits.grad


def scatter_add_rows(ask, dW, ids, dY):
    """dW (V, D) and what is added to it."""
    return ZERO if ask == "memory" else dW.index_add(0, ids, dY)


def adamw_in_chunks(ask, theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay, chunk):
    """One step -> theta, m, v."""
    return (
        (ZERO, NONE, NONE)
        if ask == "memory"
        else adamw_update(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay)
    )


def FastGPT2(ask, params, n_head, ids, targets, options):
    """What the entry's drive looks at."""
    if ask == "memory":
        return ZERO
    if ask == "logits":
        return torch.stack([full(params, ids, n_head, **options)[0]] * 2)
    if ask == "places":
        return full(params, ids, n_head, **options)[0].flatten(0, 1)[::2]
    params = {name: torch.nn.Parameter(array.clone()) for name, array in params.items()}

    def loss():
        logits = full(params, ids, n_head, **options)[0]
        return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1)

    if ask in ("loss", "gradients"):
        found = loss()
        found.backward()
        return found if ask == "loss" else torch.cat([p.grad.ravel() for p in params.values()])
    rates, decay = (STEP, DECAY) if ask == "steps" else (PLAIN_STEP, PLAIN_DECAY)
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


def FastDecoder(ask, params, n_head, ids, chunks, options):
    """The full forward of all tokens at once, and the rows at the end of each chunk."""
    if ask == "memory":
        return ZERO
    if ask == "full":
        return torch.from_numpy(refusals(len(params["W_p"]), chunks))
    ends = torch.tensor(chunks).cumsum(0)
    return full(params, ids[None, : int(ends[-1])], n_head, **options)[0][0, ends - 1]
