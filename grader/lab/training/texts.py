"""Texts to learn, by characters or by GPT-2's tokens; the last tenth is held out for validation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.errors import BadInput
from grader.files import read_text
from grader.lab.training.checkpoint_vocabulary import characters_of
from grader.lab.training.vocabulary import Characters, HubTokens, Tokens, Vocabulary
from reference import tokens

HELD_OUT = 0.1
"""The share of a text, from its end, that the model never sees in training."""


@dataclass(frozen=True)
class TrainingText:
    """The ids to train on and to validate on, (N,) in uint16 or uint32 each, and what they stand for."""

    vocabulary: Vocabulary
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
    return _split(Characters("".join(map(chr, symbols))), ids.astype(np.uint16))


def read_as(path: Path, vocabulary: Characters | HubTokens) -> TrainingText:
    """Read a text by a checkpoint's own vocabulary. Raises BadInput where it has what the vocabulary does not know."""
    text = read_text(path)
    if not text:
        raise BadInput(f"{path} has no text.")
    try:
        ids = vocabulary.encode(text)
    except BadInput as error:
        raise BadInput(f"{path} cannot be learnt by this checkpoint: {error}") from None
    return _split(vocabulary, np.array(ids, np.uint16 if len(vocabulary) <= 1 << 16 else np.uint32))


def _split(vocabulary: Vocabulary, ids: np.ndarray) -> TrainingText:
    kept = len(ids) - round(HELD_OUT * len(ids))
    return TrainingText(vocabulary, ids[:kept], ids[kept:])


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
    """Read a folder that `grader prepare` or a prepare.py of nanoGPT's wrote. Raises BadInput."""
    try:
        if is_nanogpt(folder):
            return _read_nanogpt(folder)
        return TrainingText(Tokens(), tokens.read_tokens(folder, "train"), tokens.read_tokens(folder, "val"))
    except tokens.TokensError as error:
        raise BadInput(str(error)) from None


def is_nanogpt(folder: Path) -> bool:
    """Whether a folder is one of nanoGPT's: train.bin, without the meta.json that `grader prepare` writes."""
    return (folder / "train.bin").is_file() and not (folder / "meta.json").exists()


def vocabulary_of(folder: Path) -> Characters | Tokens:
    """Return what the ids of a prepared folder stand for: the characters of nanoGPT's meta.pkl, or GPT-2's tokens."""
    return (characters_of(folder) if is_nanogpt(folder) else None) or Tokens()


def _read_nanogpt(folder: Path) -> TrainingText:
    """Map train.bin and val.bin into memory; each id has to be in the vocabulary. Raises BadInput."""
    vocabulary, splits = vocabulary_of(folder), {}
    for name in ("train.bin", "val.bin"):
        path = folder / name
        size = path.stat().st_size if path.is_file() else -1
        if size < 0 or size % tokens.DTYPE.itemsize:
            state = "is missing" if size < 0 else f"has {size:,} bytes, an odd number: it was cut short"
            raise BadInput(f"{path} {state}. Run nanoGPT's prepare.py again.")
        ids = np.memmap(path, dtype=tokens.DTYPE, mode="r") if size else np.empty(0, tokens.DTYPE)
        if size and (highest := int(ids.max())) >= len(vocabulary):
            known = f"the {len(vocabulary)} characters of meta.pkl" if isinstance(vocabulary, Characters) else "GPT-2's"
            raise BadInput(f"{path} has the id {highest}, which is none of {known}. Put the right meta.pkl beside it.")
        splits[name] = ids
    return TrainingText(vocabulary, *splits.values())
