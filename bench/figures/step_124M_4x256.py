"""A training step of the 124M model on four sequences of 256 tokens."""

from __future__ import annotations

from bench import training
from bench.figure import Figure, Goal
from bench.models import GPT2_124M

B, T = 4, 256
FIGURE = Figure(
    title="124M training step, batch 4 × 256",
    sides=training.sides(GPT2_124M, B, T),
    goals=(Goal("fast", "matrix products", 1.10), Goal("fast", "PyTorch")),
    peak_mb={"fast": 2000},
    tokens=B * T,
)
