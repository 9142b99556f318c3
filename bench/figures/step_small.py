"""A training step of the small run: 4 layers, 128 wide, 50,304 symbols, 12 sequences of 64 tokens."""

from __future__ import annotations

from bench import training
from bench.figure import Figure, Goal
from bench.models import SMALL

B, T = 12, 64
FIGURE = Figure(
    title="training step, 4 layers, 128 wide, vocab 50304, batch 12 × 64",
    sides={**training.sides(SMALL, B, T), "plain solutions": lambda: training.plain(SMALL, B, T)},
    goals=(Goal("fast", "matrix products", 1.35), Goal("fast", "PyTorch", 0.45), Goal("plain solutions", "PyTorch")),
    tokens=B * T,
    rounds=7,
)
