"""Record every intermediate array of a forward pass, under the names of the activations recorded for nano-sort."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from grader.lab.model.forward_ops import ForwardOps
from grader.lab.model.gpt2 import GPT2
from reference.checkpoint_config import Config

EMBED = (("embedding", "tok_emb"), ("positional_embedding", "pos_emb"), ("add", "x"))
BLOCK = (
    ("layer_norm", "ln1"),
    ("linear", "qkv"),
    ("split_heads", "q"),
    ("split_heads", "k"),
    ("split_heads", "v"),
    ("attention_scores", "att"),
    ("softmax", "attSm"),
    ("attention_output", ""),
    ("merge_heads", "y"),
    ("linear", "yProj"),
    ("add", "attnResid"),
    ("layer_norm", "ln2"),
    ("linear", "fc"),
    ("gelu", "gelu"),
    ("linear", "mlp"),
    ("add", "mlpResid"),
)
HEAD = (("layer_norm", "ln_f"), ("lm_head", "lm_head"))
"""The ops that the forward pass calls, in order, each with the name of its output, "" where it has none."""


def record_activations(model: GPT2, ids: np.ndarray) -> dict[str, np.ndarray]:
    """Run the model on ids (B, T); return its intermediates: "tok_emb", "h.0.ln1", …, and the logits, "lm_head"."""
    recorder = Recorder(model.ops, _calls(model.config))
    recorded = copy.copy(model)
    recorded.ops = recorder
    recorded.logits(ids)
    return recorder.activations


def _calls(config: Config) -> Iterator[tuple[str, str]]:
    """Yield (op, name of its output) of every call of a forward pass."""
    gelu = "gelu_tanh" if config.gelu == "tanh" else "gelu"
    yield from EMBED
    for i in range(config.n_layer):
        yield from ((gelu if op == "gelu" else op, name and f"h.{i}.{name}") for op, name in BLOCK)
    yield from HEAD


class Recorder:
    """Stands in the place of a model's ops: names the output of each call by its turn, and keeps it."""

    def __init__(self, ops: ForwardOps, calls: Iterator[tuple[str, str]]) -> None:
        self._ops, self._calls = ops, calls
        self.activations: dict[str, np.ndarray] = {}

    def __getattr__(self, op: str) -> Callable[..., np.ndarray]:
        """Return the op, recorded. Raises AssertionError where the model calls another op than is its turn."""

        def recorded(*inputs: Any) -> np.ndarray:
            output = getattr(self._ops, op)(*inputs)
            expected, name = next(self._calls)
            assert op == expected, f"the model called {op}, not {expected}"
            if name:
                self.activations[name] = output
            return output

        return recorded
