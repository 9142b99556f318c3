"""The texts that GPT-2 is measured on, from a folder or the hub; a file other than the published one is refused."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

from grader.errors import BadInput
from grader.lab.weights.fetch import fetch
from grader.lab.weights.verify import sha256
from reference import published
from reference.published import HubFile


@dataclass(frozen=True)
class BenchmarkText:
    """A text's file name and hash in a folder, its file on the hub, and if that is an archive, its member there."""

    name: str
    sha256: str
    remote: HubFile
    member: str = ""


TEXTS = (
    BenchmarkText("wiki.test.raw", published.WIKITEXT_SHA256, published.WIKITEXT, published.WIKITEXT_MEMBER),
    BenchmarkText("lambada_test.jsonl", published.LAMBADA_SHA256, published.LAMBADA),
)


def read(folder: Path | None) -> tuple[str, str]:
    """Return WikiText-103's raw test split and LAMBADA's passages as JSON lines. Raises BadInput.

    They are read from the folder, or the one that GPT2_DATA names; without either they are fetched.
    """
    named = folder or (Path(os.environ["GPT2_DATA"]) if os.environ.get("GPT2_DATA") else None)
    wiki, lambada = (_from_folder(text, named) if named else _fetched(text) for text in TEXTS)
    return wiki, lambada


def _from_folder(text: BenchmarkText, folder: Path) -> str:
    path = folder / text.name
    if not path.is_file():
        raise BadInput(f"{path} does not exist. {_by_hand(text)}")
    found = sha256(path)
    if found != text.sha256:
        raise BadInput(
            f"{path} is refused: its sha256 is {found[:16]}…, the published file's is {text.sha256[:16]}…. It is left "
            f"where it is. {_by_hand(text)}"
        )
    return path.read_text(encoding="utf-8")


def _fetched(text: BenchmarkText) -> str:
    path = fetch(text.remote, _by_hand(text))
    if not text.member:
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return archive.read(text.member).decode("utf-8")


def _by_hand(text: BenchmarkText) -> str:
    source = f"{text.remote.file} of the data set {text.remote.repo}"
    part = f"{text.member} in {source}" if text.member else source
    return f"By hand: put {text.name} ({part}, sha256 {text.sha256[:16]}…) in a folder, and: --data FOLDER"
