"""Find what a checkpoint's ids stand for: by the files beside it, else by its sizes; a guess is never made in silence.

| beside the weights | written by | ids are |
|---|---|---|
| `vocab.json` with "symbols" | `grader train` | characters |
| `meta.pkl` | nanoGPT's character data sets | characters |
| `tokenizer.json`, or `vocab.json` and `merges.txt` | transformers | GPT-2's tokens, or a tokenizer's own |
| `encoder.json` and `vocab.bpe` | OpenAI | the same |
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from grader.errors import BadInput
from grader.lab.model.inference import is_sorter_shape
from grader.lab.training.vocabulary import END_TOKEN, TASKS, Characters, HubTokens, Tokens, Vocabulary
from grader.lab.weights.plain_pickle import load_plain
from grader.lab.weights.state_files import VOCABULARY, vocabulary_files
from grader.paths import installing
from reference.checkpoint_config import CheckpointError, Config, read_json
from reference.tokenizer import gpt2_table

FILE, MERGES, TOKENIZER, META = VOCABULARY

PADDING = 1024
"""An embedding may be padded up to a multiple of this, beyond the tokens that there are."""


def load_vocabulary(checkpoint: Path, config: Config) -> Vocabulary:
    """Return what a checkpoint's ids stand for. Raises BadInput where nothing says it, or what says it does not fit."""
    folder = folder_of(checkpoint)
    characters = characters_of(folder)
    if characters:
        if len(characters) != config.vocab_size:
            raise BadInput(f"{folder} lists {len(characters)} characters, the checkpoint has {config.vocab_size} ids.")
        return characters
    if vocabulary_files(folder).keys() & {TOKENIZER, FILE}:
        return _fitting(_tokenizer(folder), config, f"The tokenizer beside {checkpoint}")
    if is_sorter_shape(config) and config.vocab_size <= 10:
        return Characters("0123456789"[: config.vocab_size], "sort")
    return _fitting(
        Tokens(), config, f"Nothing beside {checkpoint} says what its ids stand for, and GPT-2's vocabulary"
    )


def require_gpt2_tokens(checkpoint: Path, config: Config) -> None:
    """Raise BadInput where a checkpoint's ids are not GPT-2's tokens; others may be added to them."""
    vocabulary = load_vocabulary(checkpoint, config)
    added = isinstance(vocabulary, HubTokens) and gpt2_table().items() <= _table(folder_of(checkpoint)).items()
    if not isinstance(vocabulary, Tokens) and not added:
        raise BadInput(
            f"The ids of {checkpoint} do not stand for GPT-2's tokens, by which the benchmark's texts are read. "
            "`grader run --text FILE` reads a text by its own."
        )


def is_sorter(checkpoint: Path, config: Config) -> bool:
    """Whether a checkpoint sorts: it has a sorter's shape, and no vocabulary that says otherwise."""
    if not is_sorter_shape(config):
        return False
    return not vocabulary_files(folder_of(checkpoint)) or load_vocabulary(checkpoint, config).task == "sort"


def folder_of(checkpoint: Path) -> Path:
    """Return the folder in which a checkpoint's files stand beside each other."""
    return checkpoint if checkpoint.is_dir() else checkpoint.parent  # "model.ckpt" names several files, and is none


def _fitting(vocabulary: Tokens | HubTokens, config: Config, what: str) -> Tokens | HubTokens:
    """Return the vocabulary where the checkpoint's ids are its tokens, padded perhaps to a rounder number."""
    size = len(vocabulary)
    if size <= config.vocab_size <= -(-size // PADDING) * PADDING:
        return vocabulary
    raise BadInput(
        f"{what} has {size:,} tokens, the checkpoint {config.vocab_size:,} ids. Put the tokenizer that it was trained "
        f"with beside it: {TOKENIZER}, {FILE} with {MERGES}, or nanoGPT's {META}."
    )


def characters_of(folder: Path) -> Characters | None:
    """Return the characters that a vocab.json or meta.pkl lists; None where there is neither. Raises BadInput."""
    if (folder / FILE).is_file():
        found = _json(folder / FILE)
        if "symbols" in found:
            return _checked(folder / FILE, found["symbols"], found.get("task", ""))
    if (folder / META).is_file():
        found = load_plain(folder / META)
        itos = found.get("itos")
        if not isinstance(itos, dict) or sorted(itos) != list(range(len(itos))):
            raise BadInput(f"{folder / META} is no vocabulary of nanoGPT's: it has no itos, a character for each id.")
        return _checked(folder / META, [itos[i] for i in range(len(itos))], "")
    return None


def _checked(path: Path, symbols: Any, task: Any) -> Characters:
    one_each = isinstance(symbols, list) and all(isinstance(symbol, str) and len(symbol) == 1 for symbol in symbols)
    if not one_each or task not in ("", *TASKS):
        raise BadInput(
            f"{path} is no vocabulary (symbols {symbols!r:.40}, task {task!r:.40}). "
            'It has {"symbols": [one character, …]}.'
        )
    return Characters("".join(symbols), task)


def _json(path: Path) -> dict[str, Any]:
    """Return the object in a file. Raises BadInput."""
    try:
        return read_json(path, "vocabulary")
    except CheckpointError as error:
        raise BadInput(str(error)) from None


def _table(folder: Path) -> dict[str, Any]:
    """Return the ids of all tokens by their texts, the added ones included."""
    if not (folder / TOKENIZER).is_file():
        return _json(vocabulary_files(folder)[FILE])
    found = _json(folder / TOKENIZER)
    try:
        return found["model"]["vocab"] | {token["content"]: token["id"] for token in found.get("added_tokens", [])}
    except (KeyError, TypeError) as error:
        raise BadInput(f"{folder / TOKENIZER} is no tokenizer ({error!r} is missing or wrong).") from None


def _tokenizer(folder: Path) -> Tokens | HubTokens:
    """Return the tokenizer that stands in a folder: GPT-2's own, or another."""
    files = vocabulary_files(folder)
    if TOKENIZER not in files and MERGES not in files:
        raise BadInput(f"{files[FILE]} has no {MERGES} beside it. Bring it as well, or {TOKENIZER}.")
    if _table(folder) == gpt2_table():
        return Tokens()
    if importlib.util.find_spec("tokenizers") is None:
        raise BadInput(
            f"{folder} has a tokenizer of its own, and the package that reads it, tokenizers, is not installed: "
            f"{installing('weights')} brings it."
        )
    from tokenizers import Tokenizer
    from tokenizers.implementations import ByteLevelBPETokenizer

    try:
        if TOKENIZER in files:
            return HubTokens(Tokenizer.from_file(str(files[TOKENIZER])))
        made = ByteLevelBPETokenizer(str(files[FILE]), str(files[MERGES]))
        made.add_special_tokens([END_TOKEN] if made.token_to_id(END_TOKEN) is not None else [])
        return HubTokens(made._tokenizer)
    except Exception as error:  # the library raises its own type, for which there is no name
        raise BadInput(f"the tokenizer in {folder} cannot be read: {error}.") from None
