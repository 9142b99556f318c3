"""GPTConfig: which configs make sense, and how many parameters they have (Radford et al. 2019, table 2)."""

from __future__ import annotations

from types import SimpleNamespace

from reference.part10_gpt2.config import DEFAULTS, count_parameters


def forward(fields):
    """Fields by name -> (channels of a head, number of parameters, 1 where the config makes no sense, 1, 1).

    The last two say that the first two are whole numbers, and that no field can be changed.
    """
    config = DEFAULTS | fields
    lengths = [config[name] for name in ("vocab_size", "block_size", "n_head", "n_embd")]
    if min(lengths) < 1 or config["n_layer"] < 0 or config["eps"] <= 0 or config["gelu"] not in ("tanh", "erf"):
        return 0.0, 0.0, 1.0, 1.0, 1.0
    if config["n_embd"] % config["n_head"]:
        return 0.0, 0.0, 1.0, 1.0, 1.0
    return config["n_embd"] / config["n_head"], float(count_parameters(config)), 0.0, 1.0, 1.0


def torch_forward(fields):
    """The same, counted on PyTorch's model."""
    import torch

    from reference.part10_gpt2.torch_config import count_parameters, number

    config = SimpleNamespace(**(DEFAULTS | fields))
    positive = [config.vocab_size, config.block_size, config.n_head, config.n_embd, config.n_layer + 1, config.eps]
    if not all(value > 0 for value in positive) or config.gelu not in ("tanh", "erf") or config.n_embd % config.n_head:
        return number(0), number(0), number(1), number(1), number(1)
    head = torch.empty(config.n_embd, device="meta").unflatten(0, (config.n_head, -1)).shape[1]
    return number(head), count_parameters(config), number(0), number(1), number(1)
