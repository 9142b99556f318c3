"""Token files: a text, or a folder of documents, as two rows of uint16 that a training run maps into memory.

A prepared folder holds `train.bin`, `val.bin` (the ids one after another, two bytes each, little-endian) and
`meta.json`, which is written last: a folder without it is not prepared. Between two documents stands end-of-text.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from reference.tokenizer import END_OF_TEXT, gpt2

DTYPE = np.dtype("<u2")
READ = 1 << 18
"""Bytes read at once, and about as many characters encoded at once by one thread."""
CUT = re.compile(r"(?<=\S)[ \n]")
FILES = ("train.bin", "val.bin", "meta.json")


class TokensError(ValueError):
    """A source or a prepared folder cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Meta:
    """What `meta.json` says of a prepared folder."""

    source: str
    source_sha256: str
    documents: int
    train_tokens: int
    val_tokens: int
    val_fraction: float
    vocab_size: int = END_OF_TEXT + 1
    end_of_text: int = END_OF_TEXT
    tokenizer: str = "gpt2"
    dtype: str = "uint16"

    @property
    def tokens(self) -> int:
        """All tokens, those of end-of-text among them."""
        return self.train_tokens + self.val_tokens


@dataclass(frozen=True)
class DocumentSource:
    """The documents of a text file (one) or of a folder (one for each file, sorted by name)."""

    path: Path
    documents: tuple[Path, ...]

    @property
    def size(self) -> int:
        """Bytes of all documents together."""
        return sum(document.stat().st_size for document in self.documents)

    def sha256(self) -> str:
        """Hash a file as sha256sum does; of a folder, the names and hashes of its documents."""
        if self.path.is_file():
            return _hash(self.path)
        lines = (f"{_hash(d)}  {d.relative_to(self.path).as_posix()}\n" for d in self.documents)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def source_of(path: Path) -> DocumentSource:
    """Find the documents, hidden files and folders left out. Raises TokensError where there is none."""
    if path.is_file():
        return DocumentSource(path, (path,))
    if not path.is_dir():
        raise TokensError(f"{path} does not exist. Name a text file, or a folder with a document in each file.")
    files = {p.relative_to(path).as_posix(): p for p in path.rglob("*") if p.is_file()}
    documents = tuple(files[name] for name in sorted(files) if not any(part[0] == "." for part in Path(name).parts))
    if not documents:
        raise TokensError(f"{path} has no files. Put a document in each file, or name a text file.")
    return DocumentSource(path, documents)


def prepare(
    source: DocumentSource, out: Path, val_fraction: float, on_progress: Callable[[int], None] = lambda n: None
) -> Meta:
    """Encode the source and write the prepared folder; its last `val_fraction` of tokens are the validation split.

    on_progress is called with the number of bytes just read. Nothing of an interrupted run is left, and what stood in
    the folder stays until the new files are whole. Raises TokensError in words.
    """
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    partial = {name: out / f"{name}.partial" for name in FILES}
    try:
        count = _write_tokens(source, partial["train.bin"], on_progress)
        if count == len(source.documents) - 1:  # nothing, or nothing but end-of-text between empty documents
            raise TokensError(f"{source.path} has no text.")
        val = round(count * val_fraction)
        _move_tail(partial["train.bin"], partial["val.bin"], count - val)
        meta = Meta(source.path.name, source.sha256(), len(source.documents), count - val, val, val_fraction)
        partial["meta.json"].write_text(json.dumps(asdict(meta) | {"tokens": count}, indent=2) + "\n", encoding="utf-8")
        (out / "meta.json").unlink(missing_ok=True)  # from here to the last line the folder is not prepared
        for name in FILES:
            partial[name].replace(out / name)
    finally:
        for path in partial.values():
            path.unlink(missing_ok=True)
        for folder in made if not (out / "meta.json").exists() else ():
            folder.rmdir()
    return meta


def read_meta(folder: Path) -> Meta | None:
    """Return what a prepared folder says of itself, or None where it is none. Raises TokensError."""
    path = folder / "meta.json"
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        meta = Meta(**{name: value for name, value in content.items() if name != "tokens"})
        if not all(type(count) is int and count >= 0 for count in (meta.train_tokens, meta.val_tokens)):
            raise ValueError(f"train_tokens {meta.train_tokens!r:.20}, val_tokens {meta.val_tokens!r:.20}")
        return meta
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise TokensError(
            f"{path} is not what `grader prepare` writes ({error}). Remove the folder and prepare it again."
        ) from None


def read_tokens(folder: Path, split: str) -> np.ndarray:
    """Map the tokens of "train" or "val" into memory: uint16, read only. Raises TokensError."""
    meta = read_meta(folder)
    if meta is None:
        raise TokensError(f"{folder} is not prepared. `grader prepare SOURCE --out {folder}` makes it from a text.")
    path, count = folder / f"{split}.bin", {"train": meta.train_tokens, "val": meta.val_tokens}[split]
    size = path.stat().st_size if path.is_file() else -1
    if size != count * DTYPE.itemsize:
        raise TokensError(
            f"{path} has {max(size, 0)} bytes, {count} tokens have {2 * count}. Prepare the folder again."
        )
    return np.memmap(path, dtype=DTYPE, mode="r") if count else np.empty(0, DTYPE)


def encode(document: Path, on_progress: Callable[[int], None] = lambda n: None) -> Iterator[np.ndarray]:
    """Yield the document's tokens in pieces, the same as of the whole text at once; threads share the work.

    "<|endoftext|>" in the text is text. Raises TokensError where the document is not UTF-8.
    """
    encoding = gpt2()
    threads = os.cpu_count() or 1
    with ThreadPoolExecutor(threads) as pool:  # tiktoken works without Python's lock
        batch: list[str] = []
        for piece in _pieces(document, on_progress):
            batch.append(piece)
            if len(batch) == threads:
                yield from map(_as_tokens, pool.map(encoding.encode_ordinary, batch))
                batch = []
        yield from map(_as_tokens, pool.map(encoding.encode_ordinary, batch))


def _as_tokens(ids: list[int]) -> np.ndarray:
    return np.array(ids, dtype=DTYPE)


def _pieces(document: Path, on_progress: Callable[[int], None]) -> Iterator[str]:
    """Yield the text in pieces that end where a word ends and white space begins.

    GPT-2 splits there in any case: none of its patterns goes on from another character to white space, and none looks
    back. So the pieces have the tokens that the whole text has.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    rest = ""
    try:
        with document.open("rb") as file:
            while block := file.read(READ):
                on_progress(len(block))
                seen = len(rest)
                rest += decoder.decode(block)
                cut = _last_cut(rest, seen)
                if cut:
                    yield rest[:cut]
                    rest = rest[cut:]
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise TokensError(f"{document} is not UTF-8 text ({error.reason}). Save it as UTF-8.") from None
    except OSError as error:
        raise TokensError(f"{document} cannot be read: {error.strerror}.") from None
    if rest:
        yield rest


def _last_cut(text: str, seen: int) -> int:
    """Return the last place between a character that is no white space and a blank or a line end; 0 if none.

    Before `seen` there is none. Looks from the end, ever further back: a text may have no such place for very long.
    """
    back = 1 << 12
    while True:
        start = max(seen, len(text) - back, 1)
        if places := [match.start() for match in CUT.finditer(text, start - 1)]:
            return places[-1]
        if start <= max(seen, 1):
            return 0
        back *= 8


def _write_tokens(source: DocumentSource, path: Path, on_progress: Callable[[int], None]) -> int:
    """Write all tokens and return how many there are."""
    count = 0
    with path.open("wb") as file:
        for number, document in enumerate(source.documents):
            if number:
                count += file.write(np.array([END_OF_TEXT], DTYPE).tobytes())
            for tokens in encode(document, on_progress):
                count += file.write(tokens.tobytes())
    return count // DTYPE.itemsize


def _move_tail(path: Path, tail: Path, keep: int) -> None:
    """Cut a token file after `keep` tokens and put what follows into another."""
    with path.open("r+b") as whole, tail.open("wb") as end:
        whole.seek(keep * DTYPE.itemsize)
        shutil.copyfileobj(whole, end, 1 << 20)
        whole.truncate(keep * DTYPE.itemsize)


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise TokensError(f"{path} cannot be read: {error.strerror}.") from None
