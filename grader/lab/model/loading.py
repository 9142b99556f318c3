"""A checkpoint as commands take it: one that cannot be loaded is refused in words."""

from __future__ import annotations

from pathlib import Path

from grader.errors import BadInput
from reference import checkpoints
from reference.checkpoints import Checkpoint, CheckpointError


def load(folder: Path) -> Checkpoint:
    """Return the checkpoint of a folder (config.json, model.safetensors). Raises BadInput where it cannot be used."""
    try:
        return checkpoints.load(folder)
    except CheckpointError as trouble:
        raise BadInput(str(trouble)) from None
