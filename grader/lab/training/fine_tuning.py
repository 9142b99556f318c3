"""Training that begins with a checkpoint: its sizes, its GELU, its head and what its ids stand for are kept."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import BadInput
from grader.lab.model.loading import load
from grader.lab.training.checkpoint_vocabulary import folder_of, load_vocabulary
from grader.lab.training.settings import KIND_OF_TOKENS
from grader.lab.training.vocabulary import Characters, Tokens, Vocabulary
from grader.lab.weights.state_files import vocabulary_files
from reference.checkpoints import Checkpoint, save


@dataclass(frozen=True)
class StartingPoint:
    """A checkpoint to train on from, where it is, and what its ids stand for."""

    path: Path
    checkpoint: Checkpoint
    vocabulary: Vocabulary

    @property
    def kind(self) -> str:
        """What its texts are made of, or the task that it was trained on: a key of settings.DEFAULTS."""
        if isinstance(self.vocabulary, Characters):
            return self.vocabulary.task or "characters"
        return KIND_OF_TOKENS[isinstance(self.vocabulary, Tokens)]

    def sizes(self, window: int) -> dict[str, Any]:
        """Return the fields of the course's GPTConfig. Raises BadInput where it does not see so many tokens at once."""
        found = dict(vars(self.checkpoint.config))
        block_size = found.pop("n_positions")
        if window > block_size:
            raise BadInput(f"{self.path} sees {block_size:,} tokens at once, not {window:,}.")
        return found | {"block_size": block_size, "tied": self.checkpoint.tied}

    def save(self, folder: Path) -> None:
        """Write it as the run's checkpoint, which it is before the first step, with its vocabulary."""
        save(self.checkpoint, folder)
        save_vocabulary(self.vocabulary, folder_of(self.path), folder)


def open_start(path: Path, gelu: str | None = None, heads: int | None = None) -> StartingPoint:
    """Read the checkpoint at a path, of any format. Raises BadInput where it or its vocabulary cannot be used."""
    checkpoint = load(path, gelu, heads)
    return StartingPoint(path, checkpoint, load_vocabulary(path, checkpoint.config))


def save_vocabulary(vocabulary: Vocabulary, source: Path, folder: Path) -> None:
    """Write what ids stand for: characters as our own vocab.json, a tokenizer's files as they are in `source`."""
    if isinstance(vocabulary, Characters):
        vocabulary.save(folder)
        return
    if source.resolve() != folder.resolve():
        for name, beside in vocabulary_files(source).items():
            shutil.copyfile(beside, folder / name)


def require_same(start: StartingPoint, vocabulary: Vocabulary, source: str) -> None:
    """Raise BadInput unless the ids of the data stand for what the checkpoint's stand for."""
    theirs = start.vocabulary
    if isinstance(theirs, Characters) and isinstance(vocabulary, Characters):
        same = theirs.symbols == vocabulary.symbols
    else:
        same = vocabulary is theirs or (isinstance(theirs, Tokens) and isinstance(vocabulary, Tokens))
    if not same:
        raise BadInput(
            f"The ids of {source} stand for other things than those of {start.path} ({len(vocabulary):,} and "
            f"{len(theirs):,} of them). Bring the text itself by --text: it is cut as the checkpoint's was."
        )
