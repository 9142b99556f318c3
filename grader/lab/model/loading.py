"""Load a checkpoint for a command, and choose the dtype in which its model computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from grader.errors import BadInput
from reference import checkpoints
from reference.checkpoint_config import CheckpointError
from reference.checkpoints import Checkpoint

MAX_FLOAT64 = 10_000_000
"""Parameters up to which float64 is quick enough; larger models compute in float32."""


def load(folder: Path) -> Checkpoint:
    """Return the checkpoint of a folder (config.json, model.safetensors). Raises BadInput where it cannot be used."""
    try:
        return checkpoints.load(folder)
    except CheckpointError as error:
        raise BadInput(str(error)) from None


def count_parameters(checkpoint: Checkpoint) -> int:
    """Return how many numbers a checkpoint's arrays hold."""
    return sum(array.size for array in checkpoint.params.values())


def dtype_for(parameters: int) -> type[np.floating]:
    """Return the dtype in which a model of so many parameters computes."""
    return np.float64 if parameters <= MAX_FLOAT64 else np.float32
