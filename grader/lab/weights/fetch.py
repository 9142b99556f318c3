"""Download a file through huggingface_hub into its cache: resumable, and verified before anything can load it.

The client asks the hub about the file and transfers it; HF_ENDPOINT, HF_HOME and HF_HUB_OFFLINE are honoured. The
partial file is ours, since the client's own is lost with its process: it is `<etag>.partial` where the client will look
for the whole file, and once that is verified the client makes its cache entry.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from grader.errors import BadInput
from grader.lab.weights.verify import mismatch, quarantine
from grader.paths import installing
from reference.published import HubFile

SPARE = 64_000_000
"""Bytes that have to be free on the disk besides the file's own."""

MAX_TRIES = 100
"""Connections that one run makes, each to go on where the last was cut."""


def cached(wanted: HubFile) -> Path | None:
    """Return the file's path in the hub's cache, unverified; None where it is not there, or no client is installed.

    Any revision of any repository serves that has the file, such as "gpt2", the name before "openai-community/gpt2":
    the cache keeps a large file under its sha256.
    """
    if importlib.util.find_spec("huggingface_hub") is None:
        return None
    from huggingface_hub import constants, try_to_load_from_cache  # slow to import

    found = try_to_load_from_cache(wanted.repo, wanted.file, revision=wanted.revision, repo_type=wanted.kind)
    if isinstance(found, str):
        return Path(found)
    return next(iter(sorted(Path(constants.HF_HUB_CACHE).glob(f"{wanted.kind}s--*/blobs/{wanted.sha256}"))), None)


def fetch(wanted: HubFile, by_hand: str) -> Path:
    """Return the verified file, from the hub's cache or the hub.

    Raises BadInput, with `by_hand`, which says how to do without a network; a cached file that is not the published one
    is renamed and refused.
    """
    if importlib.util.find_spec("huggingface_hub") is None:
        raise BadInput(
            f"{_missing(wanted)} The client that fetches it, huggingface_hub, is not installed: "
            f"{installing('weights')} brings it. {by_hand}"
        )
    if found := cached(wanted):
        _verify(found, wanted, by_hand)
        return found
    return _from_hub(wanted, by_hand)


def _from_hub(wanted: HubFile, by_hand: str) -> Path:
    from huggingface_hub import constants, hf_hub_download, hf_hub_url
    from huggingface_hub.utils import EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError

    where = hf_hub_url(wanted.repo, wanted.file, revision=wanted.revision, repo_type=wanted.kind)
    if constants.HF_HUB_OFFLINE:
        raise BadInput(f"{_missing(wanted)} HF_HUB_OFFLINE keeps the client from {where}. {by_hand}")
    try:
        _download(wanted, where, by_hand)
        # The client finds the verified file where it looks for it, and makes its cache entry.
        return Path(hf_hub_download(wanted.repo, wanted.file, revision=wanted.revision, repo_type=wanted.kind))
    except (EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError):
        raise BadInput(f"{_missing(wanted)} {where} does not exist there. {by_hand}") from None
    except BadInput:
        raise
    except Exception as error:  # the client's transport raises its own types, others in each version
        if isinstance(error, OSError) and error.filename:
            raise BadInput(
                f"{_missing(wanted)} {error.filename} cannot be written: {error.strerror}. Let HF_HOME name a folder "
                f"that can. {by_hand}"
            ) from None
        raise BadInput(
            f"{_missing(wanted)} {where} could not be read: {reason(error)}. What has arrived, if anything, is kept: "
            f"the same command goes on from there. {by_hand}"
        ) from None


def _download(wanted: HubFile, where: str, by_hand: str) -> None:
    """Transfer the file to where the client looks for it, and verify it before it gets its name."""
    from huggingface_hub import constants, get_hf_file_metadata
    from huggingface_hub.file_download import http_get, repo_folder_name
    from huggingface_hub.utils import WeakFileLock, build_hf_headers

    found = get_hf_file_metadata(where)
    if found.size not in (None, wanted.size):
        raise BadInput(
            f"{where} has {found.size:,} bytes, not {wanted.size:,}: it is not the published file. {by_hand}"
        )
    if not found.commit_hash or not re.fullmatch(r"\w[\w.-]*", found.etag or ""):  # it becomes a file's name
        raise BadInput(f"{where} is not served by a hub: it says no commit and no ETag. Look at HF_ENDPOINT. {by_hand}")
    folder = Path(constants.HF_HUB_CACHE, repo_folder_name(repo_id=wanted.repo, repo_type=wanted.kind), "blobs")
    partial = folder / f"{found.etag}.partial"
    require_room(wanted.size - (partial.stat().st_size if partial.exists() else 0), folder)
    folder.mkdir(parents=True, exist_ok=True)
    same_host = found.location.split("/")[2] == where.split("/")[2]
    headers = build_hf_headers(token=None if same_host else False)  # a token stays with the hub it is for
    whole = folder / found.etag

    def get(file: BinaryIO) -> None:
        http_get(found.location, file, resume_size=file.tell(), headers=headers, expected_size=wanted.size)

    with WeakFileLock(partial.with_suffix(".lock")):  # two fetches at once would write into each other's file
        if whole.exists():  # another process, for which this one waited, has fetched it
            return _verify(whole, wanted, by_hand)
        with partial.open("ab") as file:
            _transfer(file, wanted.size, get)
        _verify(partial, wanted, by_hand)
        os.replace(partial, whole)


def _transfer(file: BinaryIO, size: int, get: Callable[[BinaryIO], None]) -> None:
    """Call `get`, which appends, until the file has its size: some versions of the client do not resume."""
    for tries_left in reversed(range(MAX_TRIES)):
        have = file.tell()
        if have >= size:
            return
        try:
            get(file)
        except Exception as error:
            if have and getattr(getattr(error, "response", None), "status_code", None) == 416:
                file.truncate(0)  # range not satisfiable: what is here is not the beginning of the hub's file
                file.seek(0)
            elif file.tell() <= have or not tries_left:
                raise


def _verify(path: Path, wanted: HubFile, by_hand: str) -> None:
    if difference := mismatch(path, wanted):
        kept = quarantine(path)
        raise BadInput(f"{path} is refused: {difference}. It is kept as {kept}. Fetch it again, or: {by_hand}")


def require_room(size: int, folder: Path) -> None:
    """Raise BadInput unless the disk of `folder`, which need not exist yet, has room for `size` bytes more."""
    existing = next(f for f in (folder, *folder.parents) if f.exists())
    free = shutil.disk_usage(existing).free
    if free < size + SPARE:
        raise BadInput(
            f"{existing} has {free / 1e6:,.0f} MB free; {size / 1e6:,.0f} MB and {SPARE / 1e6:,.0f} MB to spare are "
            "needed. Make room, or let HF_HOME name a folder on another disk."
        )


def _missing(wanted: HubFile) -> str:
    return f"{wanted.name} ({wanted.size / 1e6:,.0f} MB, {wanted.repo} at {wanted.revision[:12]}) is not here."


def reason(error: Exception) -> str:
    """Return the first line of what an exception says, or its type where it says nothing."""
    return (str(error).splitlines() or [""])[0].rstrip(". ") or type(error).__name__
