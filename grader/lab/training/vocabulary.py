"""What a model's ids stand for: characters, listed in vocab.json next to the checkpoint, or GPT-2's tokens."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from grader.errors import BadInput
from grader.files import write_atomically
from grader.lab.model.inference import is_sorter_shape
from reference.checkpoint_config import Config

FILE = "vocab.json"

TASKS = ("sort", "add")


@dataclass(frozen=True)
class Characters:
    """Id i is the character symbols[i]. `task` is "sort" or "add" for a model that was trained on questions."""

    symbols: str
    task: str = ""
    end: ClassVar[int | None] = None
    """The id that ends a text: there is none."""

    def __len__(self) -> int:
        return len(self.symbols)

    @property
    def start(self) -> str:
        """What a text begins with where no prompt is given."""
        return "\n" if "\n" in self.symbols else self.symbols[0]

    def encode(self, text: str) -> list[int]:
        """Return the id of every character. Raises BadInput naming those that the model does not know."""
        unknown = sorted(set(text) - set(self.symbols))
        if unknown:
            raise BadInput(
                f"the model does not know {', '.join(map(repr, unknown[:5]))}: it knows the {len(self)} characters "
                f"{self.symbols!r}."
            )
        ids = {symbol: i for i, symbol in enumerate(self.symbols)}
        return [ids[symbol] for symbol in text]

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of ids."""
        return "".join(self.symbols[i] for i in ids)

    def reader(self) -> Callable[[int], str]:
        """Return a function that takes ids one at a time and returns the text that each adds."""
        return lambda i: self.symbols[i]

    def save(self, folder: Path) -> None:
        """Write vocab.json."""
        text = json.dumps({"symbols": list(self.symbols), "task": self.task}, ensure_ascii=False)
        write_atomically(folder / FILE, text + "\n")


class Tokens:
    """GPT-2's 50,257 tokens."""

    task = ""
    start = "<|endoftext|>"

    def __init__(self) -> None:
        from reference.tokenizer import END_OF_TEXT, gpt2  # reads the vocabulary: only where text is read by tokens

        self._encoding, self.end = gpt2(), END_OF_TEXT

    def __len__(self) -> int:
        return self._encoding.n_vocab

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text; "<|endoftext|>" alone is that token, with which a text begins."""
        return [self.end] if text == self.start else self._encoding.encode_ordinary(text)

    def reader(self) -> Callable[[int], str]:
        """Return a function that takes ids one at a time and returns the text that each adds.

        A token may end within a character, whose text then comes with the next. End-of-text adds nothing, nor does an
        id beyond it, which only pads the embedding to a rounder size.
        """
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        return lambda i: "" if i >= self.end else decoder.decode(self._encoding.decode_single_token_bytes(i))

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids."""
        return self._encoding.decode(list(ids))


def load_vocabulary(folder: Path, config: Config) -> Characters | Tokens:
    """Return what a checkpoint's ids stand for, by vocab.json, else by its sizes. Raises BadInput if neither says."""
    path = folder / FILE
    if path.is_file():
        characters = _read(path)
        if len(characters) != config.vocab_size:
            raise BadInput(f"{path} has {len(characters)} characters, the checkpoint {config.vocab_size} symbols.")
        return characters
    if is_sorter_shape(config) and config.vocab_size <= 10:
        return Characters("0123456789"[: config.vocab_size], "sort")
    tokens = Tokens()
    if config.vocab_size >= len(tokens):  # some models pad the embedding to a rounder size
        return tokens
    raise BadInput(
        f"The checkpoint knows {config.vocab_size} symbols, and nothing says what they stand for: GPT-2 has "
        f"{len(tokens)} tokens, and {folder} has no {FILE}."
    )


def is_sorter(folder: Path, config: Config) -> bool:
    """Whether a checkpoint sorts: it has a sorter's shape, and no vocab.json that says otherwise."""
    return is_sorter_shape(config) and (not (folder / FILE).is_file() or load_vocabulary(folder, config).task == "sort")


def _read(path: Path) -> Characters:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        symbols, task = found["symbols"], found.get("task", "")
        if not all(isinstance(symbol, str) and len(symbol) == 1 for symbol in symbols) or task not in ("", *TASKS):
            raise ValueError(f"symbols {symbols!r:.40}, task {task!r:.40}")
        return Characters("".join(symbols), task)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise BadInput(f'{path} is no vocabulary ({error!r}). It has {{"symbols": [one character, …]}}.') from None
