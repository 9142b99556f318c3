"""Load a checkpoint for a command, and choose the dtype in which its model computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from grader.errors import BadInput
from grader.lab.weights import formats
from reference.checkpoint_config import CheckpointError
from reference.checkpoints import Checkpoint

MAX_FLOAT64 = 10_000_000
"""Parameters up to which float64 is quick enough; larger models compute in float32."""


def load(path: Path, gelu: str | None = None, heads: int | None = None) -> Checkpoint:
    """Return the checkpoint of a folder or a file of any format. Raises BadInput where it cannot be used.

    `gelu` ("tanh" or "erf") and `heads` go before what the checkpoint says.
    """
    try:
        return formats.read(path, gelu, heads)
    except CheckpointError as error:
        raise BadInput(str(error)) from None
    except OSError as error:
        raise BadInput(f"{error.filename or path} cannot be read: {error.strerror}.") from None


def count_parameters(checkpoint: Checkpoint) -> int:
    """Return how many numbers a checkpoint's arrays hold."""
    return sum(array.size for array in checkpoint.params.values())


def dtype_for(parameters: int) -> type[np.floating]:
    """Return the dtype in which a model of so many parameters computes."""
    return np.float64 if parameters <= MAX_FLOAT64 else np.float32
