"""Identities of causal attention on Q, K, V (..., S, d): no output depends on a later position."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def change_of_the_past(sample: Any, call: Callable) -> np.ndarray:
    """Change Q, K and V after the middle position, and return the change of the outputs up to it, which should be 0."""
    inputs = dict(sample.inputs)
    for name in "QKV":
        inputs[name] = np.array(inputs[name])
        later = inputs[name][..., _middle(sample) + 1 :, :]
        later[...] = 3 - 2 * later
    return (call(inputs).output - sample.output)[..., : _middle(sample) + 1, :]


def gradient_of_the_future(sample: Any, call: Callable, name: str) -> np.ndarray:
    """Return the gradient of K or V after the middle position for the middle output alone, which should be 0."""
    upstream = np.zeros(sample.upstream.shape)
    upstream[..., _middle(sample), :] = sample.upstream[..., _middle(sample), :]
    return call(sample.inputs, upstream).gradients[name][..., _middle(sample) + 1 :, :]


def _middle(sample: Any) -> int:
    return sample.output.shape[-2] // 2
