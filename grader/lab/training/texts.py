"""Texts to learn, by characters or by GPT-2's tokens; the last tenth is held out for validation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.errors import BadInput
from grader.files import read_text
from grader.lab.training.vocabulary import Characters, Tokens
from reference import tokens

HELD_OUT = 0.1
"""The share of a text, from its end, that the model never sees in training."""


@dataclass(frozen=True)
class TrainingText:
    """The ids to train on and to validate on, (N,) in uint16 each, and what they stand for."""

    vocabulary: Characters | Tokens
    train: np.ndarray
    validation: np.ndarray

    @property
    def fingerprint(self) -> str:
        """A hash of the ids to train on and of what they stand for; a resumed run has to have the same."""
        digest = hashlib.sha256(np.ascontiguousarray(self.train).view(np.uint8))
        digest.update(getattr(self.vocabulary, "symbols", "").encode())
        return digest.hexdigest()


def read_characters(path: Path) -> TrainingText:
    """Read a text by its own characters, numbered in the order of Unicode. Raises BadInput."""
    text = read_text(path)
    if not text:
        raise BadInput(f"{path} has no text.")
    points = np.array([ord(character) for character in text], dtype=np.uint32)  # (N,)
    symbols, ids = np.unique(points, return_inverse=True)
    if len(symbols) > 1 << 16:
        raise BadInput(f"{path} has {len(symbols):,} different characters; a token file has room for {1 << 16:,}.")
    ids, kept = ids.astype(np.uint16), len(ids) - round(HELD_OUT * len(ids))
    return TrainingText(Characters("".join(map(chr, symbols))), ids[:kept], ids[kept:])


def read_tokens(path: Path, folder: Path) -> TrainingText:
    """Read a text by GPT-2's tokens, which are kept in `folder` as `grader prepare` would. Raises BadInput."""
    try:
        source = tokens.source_of(path)
        meta = tokens.read_meta(folder)
        if meta is None or meta.source_sha256 != source.sha256():
            tokens.prepare(source, folder, HELD_OUT)
    except tokens.TokensError as error:
        raise BadInput(str(error)) from None
    return read_prepared(folder)


def read_prepared(folder: Path) -> TrainingText:
    """Read a folder that `grader prepare` wrote. Raises BadInput."""
    try:
        return TrainingText(Tokens(), tokens.read_tokens(folder, "train"), tokens.read_tokens(folder, "val"))
    except tokens.TokensError as error:
        raise BadInput(str(error)) from None
