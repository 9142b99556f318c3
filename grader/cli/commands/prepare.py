"""`grader prepare`: write a text, or a folder of documents, as the token files that a training run reads."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.progress import DownloadColumn, TimeRemainingColumn

from grader.cli.progress_bar import bar
from grader.cli.terminal import say
from grader.errors import BadInput
from reference import tokens
from reference.tokenizer import gpt2
from reference.tokens import DocumentSource, Meta, TokensError


def prepare_(
    source: Path,
    *,
    out: Path,
    val_fraction: float = 0.1,
    replace: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Turn text into GPT-2's tokens: train.bin, val.bin and meta.json.

    Parameters
    ----------
    source
        A UTF-8 text file, or a folder with a document in each file; end-of-text goes between documents.
    out
        The folder to write.
    val_fraction
        The share of all tokens, taken from the end, that is kept for validation.
    replace
        Write over token files that were made from another source.
    """
    if not 0 <= val_fraction < 1:
        raise BadInput(f"--val-fraction takes a share of 0 or more and below 1, not {val_fraction:g}.")
    if source.is_dir() and out.resolve().is_relative_to(source.resolve()):
        raise BadInput(f"{out} lies in {source}, whose files are the documents. Name a folder outside of it by --out.")
    try:
        return _prepare(tokens.source_of(source), out, val_fraction, replace)
    except TokensError as error:
        raise BadInput(str(error)) from None
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}.") from None


def _prepare(source: DocumentSource, out: Path, val_fraction: float, replace: bool) -> int:
    before = _read_previous(out, replace)
    if before:
        same = before.source_sha256 == source.sha256()
        if same and before.val_fraction == val_fraction and _is_complete(out):
            say(f"{out} is prepared from {source.path.name} already: {_counts(before)}", "bold")
            return 0
        if not same and not replace:
            raise BadInput(
                f"{out} was prepared from another source, {before.source} ({before.tokens:,} tokens). Name another "
                "folder by --out, or write over it by --replace."
            )
    gpt2()  # reads the vocabulary, once
    start = time.perf_counter()
    with bar(DownloadColumn(), TimeRemainingColumn()) as progress:
        task = progress.add_task("encoding", total=source.size)
        meta = tokens.prepare(source, out, val_fraction, lambda count: progress.advance(task, count))
    seconds = time.perf_counter() - start
    say(f"{out}: {_counts(meta)}", "bold")
    documents = f"{meta.documents:,} documents" if meta.documents > 1 else "1 document"
    rate = f"{meta.tokens / seconds:,.0f} tokens/s"
    say(f"  {documents}, {source.size:,} bytes, source sha256 {meta.source_sha256[:12]}, {rate}")
    if before:
        other = f"--val-fraction {before.val_fraction:g}" if same else before.source
        say(f"  written over what was prepared from {other}", "yellow")
    if not meta.val_tokens:
        say("  no token is left for validation; a larger --val-fraction would keep some", "yellow")
    return 0


def _read_previous(out: Path, replace: bool) -> Meta | None:
    """Return the meta.json of `out`; None where there is none. Raises BadInput where it holds anything else."""
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file. Name a folder by --out.")
    before = tokens.read_meta(out)
    if before is None and out.is_dir():
        others = sorted(path.name for path in out.iterdir() if path.name.removesuffix(".partial") not in tokens.FILES)
        named = [name for name in tokens.FILES if (out / name).exists()]
        if others:
            raise BadInput(f"{out} holds other files ({', '.join(others[:3])}). Name a new folder by --out.")
        if named and not replace:
            raise BadInput(
                f"{out} holds {' and '.join(named)} of unknown source. Name another folder by --out, or write over it "
                "by --replace."
            )
    return before


def _is_complete(out: Path) -> bool:
    """Whether both token files can be read."""
    try:
        return all(tokens.read_tokens(out, split) is not None for split in ("train", "val"))
    except TokensError:
        return False


def _counts(meta: Meta) -> str:
    return f"{meta.tokens:,} tokens, {meta.train_tokens:,} to train on and {meta.val_tokens:,} to validate on"
