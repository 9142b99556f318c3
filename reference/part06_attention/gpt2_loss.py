"""gpt2_loss: the loss of a whole GPT-2 (Radford et al. 2019, section 2.3; Press and Wolf 2017 for the tied W_e)."""

from __future__ import annotations

import numpy as np

from reference.part06_attention.block import BLOCK_PARAMETERS, normalize
from reference.part06_attention.transformer_block import forward as transformer_block


def forward(params, ids, targets, n_head):
    """params by name, ids (B, T), targets (B, T) -> (): the mean over the targets that are not -1."""
    x = params["W_e"][ids] + params["W_p"][: ids.shape[1]]
    for i in range(sum(key.endswith(".ln1_g") for key in params)):
        x = transformer_block(x, *(params[f"h.{i}.{name}"] for name in BLOCK_PARAMETERS), n_head)
    logits = (normalize(x, 1e-5) * params["lnf_g"] + params["lnf_b"]) @ params["W_e"].T
    logits = logits[targets != -1]
    logits = logits - logits.real.max(-1, keepdims=True)
    target_logits = np.take_along_axis(logits, targets[targets != -1][:, None], -1)[:, 0]
    return np.mean(np.log(np.exp(logits).sum(-1)) - target_logits)


def torch_forward(params, ids, targets, n_head):
    """params by name, ids (B, T), targets (B, T) -> (): the mean over the targets that are not -1."""
    import torch

    from reference.part06_attention.transformer_block import torch_forward as transformer_block

    W_e = params["W_e"]
    x = torch.nn.functional.embedding(ids, W_e) + params["W_p"][: ids.shape[1]]
    for i in range(sum(key.endswith(".ln1_g") for key in params)):
        x = transformer_block(x, *(params[f"h.{i}.{name}"] for name in BLOCK_PARAMETERS), n_head)
    x = torch.nn.functional.layer_norm(x, x.shape[-1:], params["lnf_g"], params["lnf_b"])
    return torch.nn.functional.cross_entropy((x @ W_e.T).flatten(0, 1), targets.flatten(), ignore_index=-1)
