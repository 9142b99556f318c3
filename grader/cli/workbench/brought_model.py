"""A checkpoint that the reader brings into the page: opened by the course's reader, run on the reader's pieces."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from grader.errors import BadInput
from grader.lab.model.gpt2 import FORWARD_PIECES, GPT2
from grader.lab.model.inference import is_sorter_shape
from grader.lab.model.loading import count_parameters, dtype_for
from grader.lab.model.piece_set import PieceSource
from grader.lab.model.record_activations import record_activations
from grader.lab.model.resolve_pieces import resolve_pieces, with_prerequisites
from grader.lab.training import tasks
from grader.lab.training.checkpoint_vocabulary import FILE, MERGES, PADDING, TOKENIZER, characters_of
from grader.lab.training.generate_text import Sampling, generate_text
from grader.lab.training.vocabulary import Characters
from grader.lab.weights import formats
from reference.checkpoint_config import CheckpointError, ChoiceLeftOpen
from reference.tokenizer import ENCODER_SHA256, END_OF_TEXT

MOST_DRAWN = 24
"""Places whose attention is drawn: the last of them, where there are more."""


class Ids:
    """A vocabulary whose texts are ids, written with spaces: the page's own script has GPT-2's tokens."""

    task = ""
    start = "0"

    def __init__(self, size: int, end: int | None) -> None:
        self.size, self.end = size, end

    def __len__(self) -> int:
        return self.size

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        """Return the ids of a text such as "15496 11". Raises BadInput where it has others."""
        words = text.split()
        if not all(word.isascii() and word.isdigit() and int(word) < self.size for word in words):
            raise BadInput(f"This model reads ids from 0 to {self.size - 1:,}, with spaces between: 15 2 31.")
        return [int(word) for word in words]

    def reader(self):
        """Return a function that writes one id."""
        return lambda i: f" {i}"

    def decode(self, ids: Any) -> str:
        """Return the text of ids."""
        return " ".join(str(int(i)) for i in ids)


class BroughtModel:
    """A checkpoint at work. `pieces.borrowed` are the pieces that have not passed: the solutions' stand there."""

    def __init__(self, root: Path, file: Path, gelu: str | None = None, heads: int | None = None) -> None:
        """Open a file of weights, what stands beside it included, on the pieces of a tree.

        Raises BadInput where it is no GPT-2, and ChoiceLeftOpen where nothing says which GELU or how many heads.
        """
        try:
            loaded = formats.read(file, gelu, heads)
        except ChoiceLeftOpen:
            raise
        except CheckpointError as error:
            raise BadInput(str(error)) from None
        self.names = with_prerequisites("generate", *FORWARD_PIECES)
        self.pieces = resolve_pieces(root, self.names, source=PieceSource.STUDENT, borrow=True)
        self.parameters = count_parameters(loaded)
        self.model = GPT2(self.pieces, loaded, dtype=dtype_for(self.parameters))
        self.checkpoint = type(loaded)(loaded.config, self.model.params, loaded.origins)
        self.kind, self.vocabulary = vocabulary_of(file.parent, loaded.config)
        self.rng = np.random.default_rng(0)

    def state(self) -> dict[str, Any]:
        """Return its sizes, what its ids stand for, and whose the pieces are."""
        c, words = self.checkpoint.config, self.vocabulary
        letters = (c.n_positions + 1) // 2
        return {
            "sizes": {name: getattr(c, name) for name in ("n_layer", "n_head", "n_embd", "vocab_size", "n_positions")},
            "parameters": self.parameters,
            "choices": self.checkpoint.choices,
            "kind": self.kind,
            "task": words.task,
            "example": tasks.example(words, letters) if words.task else words.start,
            "end": words.end,
            "pieces": len(self.names),
            "borrowed": list(self.pieces.borrowed),
        }

    def read(self, prompt: str) -> dict[str, Any]:
        """Return the ids of a prompt, and how many more answer it; None where that is for the reader to say.

        Raises BadInput where the model does not know it.
        """
        words, context = self.vocabulary, self.checkpoint.config.n_positions
        if words.task:
            prompt, letters = tasks.question(words, prompt, context)
            return {"ids": words.encode(prompt), "answer": letters}
        ids = words.encode(prompt or words.start)
        return {"ids": ids or words.encode(words.start), "answer": None}

    def write(self, ids: list[int], tokens: int, temperature: float) -> dict[str, Any]:
        """Write some more tokens; return all ids, their symbols, and whether the model ended its text."""
        context = Ids(self.checkpoint.config.vocab_size, self.vocabulary.end)
        sampling = Sampling(temperature, rng=self.rng)
        written = generate_text(
            self.pieces, self.checkpoint, context, context.decode(ids), tokens, sampling, lambda text: None
        )
        new = context.encode(written)
        return {"ids": ids + new, "symbols": self._symbols(ids + new), "ended": new[-1:] == [self.vocabulary.end]}

    def attention(self, ids: list[int], block: int) -> dict[str, Any]:
        """Return the attention weights of each head of a block, (H, T, T), and the symbols of the T places.

        At most MOST_DRAWN places, whose weights are those of a text that begins with the first of them. The last id
        is written, and never read.
        """
        read = np.array(ids[:-1][-min(MOST_DRAWN, self.checkpoint.config.n_positions) :])[None]  # (1, T)
        try:
            found = record_activations(self.model, read)
        except Exception as error:
            message = self.pieces.explain(error)
            if not message:
                raise
            raise BadInput(f"One of the pieces failed: {message}") from None
        weights = found[f"h.{block}.attSm"][0]  # (H, T, T)
        return {"symbols": self._symbols(read[0].tolist()), "attention": np.round(weights, 3).tolist()}

    def _symbols(self, ids: list[int]) -> list[str] | None:
        """Return the text of each id; None where the page's own script has the tokens."""
        return None if self.kind == "gpt2" else [self.vocabulary.decode([i]) for i in ids]


def vocabulary_of(folder: Path, config: Any) -> tuple[str, Characters | Ids]:
    """Return what a checkpoint's ids stand for, "characters", "gpt2" or "ids", and a vocabulary that reads them.

    Raises BadInput where the characters beside it are not as many as its ids.
    """
    characters = characters_of(folder)
    if characters is None and is_sorter_shape(config) and config.vocab_size <= 10:
        characters = Characters("0123456789"[: config.vocab_size], "sort")
    if characters:
        if len(characters) != config.vocab_size:
            raise BadInput(
                f"Its vocabulary lists {len(characters)} characters, the checkpoint has {config.vocab_size} ids."
            )
        return "characters", characters
    fits = END_OF_TEXT < config.vocab_size <= -(-END_OF_TEXT // PADDING) * PADDING
    if fits and _is_gpt2s(folder):
        return "gpt2", Ids(config.vocab_size, END_OF_TEXT)
    return "ids", Ids(config.vocab_size, None)


def _is_gpt2s(folder: Path) -> bool:
    """Whether the tokenizer beside a checkpoint is OpenAI's own, or there is none."""
    if (folder / FILE).is_file():
        return hashlib.sha256((folder / FILE).read_bytes()).hexdigest() == ENCODER_SHA256
    return not any((folder / name).is_file() for name in (MERGES, TOKENIZER))
