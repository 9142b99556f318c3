"""What a checkpoint's file and folder have to be like, whatever stands in it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np


def require_arrays(path: Path) -> None:
    """Raise TypeError unless np.load reads all of a file without unpickling."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            for name in arrays:
                arrays[name]
    except (ValueError, OSError, EOFError, AttributeError, TypeError) as error:
        raise TypeError(f"the checkpoint is no .npz that np.load reads with allow_pickle=False: {error}") from None


def require_no_other_file(path: Path) -> None:
    """Raise ValueError where anything stands beside the file."""
    others = sorted(other.name for other in path.parent.iterdir() if other != path)
    if others:
        raise ValueError(f"{', '.join(others)} is left beside the checkpoint")


@contextmanager
def moves_within(folder: str) -> Iterator[None]:
    """Let a file be renamed within `folder` alone, as if everything else were on another file system."""
    own = {name: getattr(os, name) for name in ("rename", "replace", "renames", "link")}

    def only_within(move):
        def moved(source, target, **options):
            if not os.path.realpath(source).startswith(os.path.realpath(folder)):
                raise OSError(errno.EXDEV, "Invalid cross-device link: the temporary file is on another disk")
            return move(source, target, **options)

        return moved

    for name, move in own.items():
        setattr(os, name, only_within(move))
    try:
        yield
    finally:
        for name, move in own.items():
            setattr(os, name, move)
