"""The sides of a training step: forward, loss, every gradient, and AdamW, on one batch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench import models, replay
from bench.figure import Work
from grader.lab.model.memory import keep_memory
from reference.checkpoint_config import Config

LR = 1e-4


def sides(config: Config, B: int, T: int) -> dict[str, Callable[[], Work]]:
    """Return the engine, its matrix products alone and PyTorch on a batch (B, T)."""
    return {
        "fast": lambda: fast(config, B, T),
        "matrix products": lambda: replay.step(models.weights(config), B, T),
        "PyTorch": lambda: pytorch(config, B, T),
    }


def batch(config: Config, B: int, T: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ids and targets, (B, T) each."""
    drawn = models.tokens(config, B, T)
    return np.ascontiguousarray(drawn[:, :-1]), np.ascontiguousarray(drawn[:, 1:])


def plain(config: Config, B: int, T: int) -> Work:
    """Return a step of the solutions' own GPT and AdamW in float32: parts 08 to 11 as a student writes them."""
    keep_memory()  # as `grader train` does
    GPT, GPTConfig, load_state_dict, AdamW = models.solutions(
        "part10_gpt2.GPT", "part10_gpt2.GPTConfig", "part10_gpt2.load_state_dict", "part11_optimizer.AdamW"
    )
    sizes = {name: getattr(config, name) for name in ("vocab_size", "n_layer", "n_head", "n_embd", "gelu", "eps")}
    model = GPT(GPTConfig(**sizes, block_size=config.n_positions), dtype=np.float32)
    load_state_dict(model, models.weights(config).params)
    optimizer = AdamW([p for _, p in model.named_parameters()], lr=LR)
    ids, targets = batch(config, B, T)

    def work() -> None:
        optimizer.zero_grad()
        model.loss(ids, targets).backward()
        optimizer.step()

    return work


def fast(config: Config, B: int, T: int) -> Work:
    """Return a step of the engine of part 15."""
    model = models.engine(models.weights(config))
    ids, targets = batch(config, B, T)

    def work() -> None:
        model.step(ids, targets, lr=LR)

    return work


def pytorch(config: Config, B: int, T: int) -> Work:
    """Return an eager step with torch.optim.AdamW as it comes."""
    model = models.pytorch(models.weights(config))
    import torch

    optimizer = torch.optim.AdamW(model.parameters(), lr=LR)
    ids, targets = map(torch.from_numpy, batch(config, B, T))

    def work() -> None:
        optimizer.zero_grad()
        model(ids, targets)[1].backward()
        optimizer.step()

    return work
