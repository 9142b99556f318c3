"""The models that are measured: one set of seeded weights, in the engine, in the plain solutions and in PyTorch."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.errors import BadInput
from grader.lab.benchmark.checkpoint import random
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree
from reference import published
from reference.checkpoint_config import Config
from reference.checkpoints import Checkpoint

if TYPE_CHECKING:
    from reference.gpt2_torch import TorchGPT2

GPT2_124M = published.MODELS["124M"]
SMALL = Config(n_layer=4, n_head=4, n_embd=128, vocab_size=50304, n_positions=64)
"""The small training run's model."""


def weights(config: Config) -> Checkpoint:
    """Return the seeded float32 weights that every side of a figure has."""
    return random(config)


def tokens(config: Config, B: int, T: int) -> np.ndarray:
    """Return seeded ids (B, T + 1), int64: what is read and, one place on, what is to be told."""
    return np.random.default_rng(0).integers(0, config.vocab_size, (B, T + 1))


def solutions(*keys: str) -> list[Any]:
    """Return functions and classes of the solutions, of one tree, by "partNN_topic.name". Raises BadInput."""
    tree = Tree(SOLUTIONS)
    return [getattr(tree.load(*key.split(".")), key.split(".")[1]) for key in keys]


def pytorch(checkpoint: Checkpoint) -> TorchGPT2:
    """Return PyTorch's model in float32: eager, with scaled_dot_product_attention. Raises BadInput without PyTorch."""
    need_torch()
    import torch

    from reference.gpt2_torch import from_checkpoint

    return from_checkpoint(checkpoint, torch.float32)


def need_torch() -> None:
    """Raise BadInput where PyTorch is not installed."""
    if importlib.util.find_spec("torch") is None:
        raise BadInput("It needs PyTorch: `pip install -e '.[oracle]'` in the course's folder.")


def engine(checkpoint: Checkpoint, name: str = "FastGPT2") -> Any:
    """Return part 15's engine, or its FastDecoder, with these weights, which it may change."""
    config = checkpoint.config
    return solutions(f"part15_speed.{name}")[0](checkpoint.params, config.n_head, config.gelu, config.eps)
