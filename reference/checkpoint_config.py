"""The shape of a GPT-2, and Hugging Face's config.json, in which it is written down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

GELUS = {"gelu_new": "tanh", "gelu_pytorch_tanh": "tanh", "gelu": "erf"}
"""Hugging Face's names of the two GELUs, and this course's; the first of each is the one that is written."""

SIZES = ("n_layer", "n_head", "n_embd", "vocab_size", "n_positions")

VARIANTS = {"scale_attn_weights": True, "scale_attn_by_inverse_layer_idx": False}
"""What Hugging Face's config can say of another model of the same shapes, and what it says of GPT-2."""


class CheckpointError(ValueError):
    """A checkpoint cannot be read; the message says what is wrong with it and what to do."""


@dataclass(frozen=True)
class Config:
    """The shape of a GPT-2; `gelu` is "tanh" (what OpenAI's weights were trained with) or "erf"."""

    n_layer: int
    n_head: int
    n_embd: int
    vocab_size: int
    n_positions: int
    gelu: str = "tanh"
    eps: float = 1e-5

    def __post_init__(self) -> None:
        """Raise CheckpointError where no model has this shape."""
        for name in SIZES:
            size = getattr(self, name)
            if type(size) is not int or size < 1:
                raise CheckpointError(f"{name} is {size!r}; it has to be a whole number of 1 or more.")
        if self.n_embd % self.n_head:
            raise CheckpointError(f"n_head is {self.n_head}, which does not divide the {self.n_embd} of n_embd.")
        if not 0 < self.eps < 1:
            raise CheckpointError(f"layer_norm_epsilon is {self.eps}; it has to be above 0 and below 1.")


def read_config(path: Path) -> Config:
    """Read Hugging Face's config.json. Raises CheckpointError."""
    if not path.is_file():
        raise CheckpointError(f"{path} does not exist. A checkpoint has config.json and model.safetensors.")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        gelu = GELUS[found["activation_function"]]
        config = Config(
            **{key: found[key] for key in SIZES}, gelu=gelu, eps=float(found.get("layer_norm_epsilon", 1e-5))
        )
        odd = [f"{key} {found[key]}" for key, usual in VARIANTS.items() if found.get(key, usual) is not usual]
    except CheckpointError as trouble:
        raise CheckpointError(f"{path}: {trouble}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(f"{path} is not a GPT-2 config: {error!r} is missing or wrong.") from None
    if odd:
        raise CheckpointError(f"{path} is of another model, whose attention is scaled otherwise: {', '.join(odd)}.")
    return config
