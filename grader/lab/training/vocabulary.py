"""What a model's ids stand for: characters, GPT-2's tokens, or those of a tokenizer of its own."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from grader.errors import BadInput
from grader.files import write_atomically

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILE = "vocab.json"
"""Our own list of characters; a Hugging Face folder has a table of tokens under this name."""

END_TOKEN = "<|endoftext|>"

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

    def encode(self, text: str, *, special: bool = False) -> list[int]:
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
    start = END_TOKEN

    def __init__(self) -> None:
        from reference.tokenizer import gpt2  # reads the vocabulary: only where text is read by tokens

        self._encoding = gpt2()
        self.end = self._encoding.eot_token  # its last

    def __len__(self) -> int:
        return self._encoding.n_vocab

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        """Return the tokens of a text; `special`: "<|endoftext|>" in it is that token, not its characters."""
        return self._encoding.encode(text, allowed_special="all") if special else self._encoding.encode_ordinary(text)

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


class HubTokens:
    """The tokens of a checkpoint's own tokenizer, as the package `tokenizers` reads it."""

    task = ""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self.end = tokenizer.token_to_id(END_TOKEN)
        self.start = END_TOKEN if self.end is not None else "\n"

    def __len__(self) -> int:
        return self._tokenizer.get_vocab_size()

    def encode(self, text: str, *, special: bool = False) -> list[int]:
        """Return the tokens of a text; `special`: a special token's name in it is that token, not its characters."""
        self._tokenizer.encode_special_tokens = not special
        return self._tokenizer.encode(text, add_special_tokens=False).ids

    def reader(self) -> Callable[[int], str]:
        """Return a function that takes ids one at a time and returns the text that each adds."""
        from tokenizers.decoders import DecodeStream

        stream = DecodeStream(skip_special_tokens=True)
        return lambda i: stream.step(self._tokenizer, i) or ""

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of ids."""
        return self._tokenizer.decode(list(ids), skip_special_tokens=False)


Vocabulary = Characters | Tokens | HubTokens
