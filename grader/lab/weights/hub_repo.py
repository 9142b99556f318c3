"""Any GPT-2 of a hub: its revision is pinned, its weights are verified by the hash that the hub's metadata names.

Where the hub cannot be reached, the user's own cache serves, whose large files are named by their sha256.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from grader.errors import BadInput
from grader.lab.weights.fetch import fetch, reason, require_room
from grader.lab.weights.state_files import INDEX, VOCABULARY, files_of_index
from grader.lab.weights.verify import mismatch
from grader.paths import installing
from reference.checkpoint_config import CheckpointError, config_from, read_json
from reference.published import HubFile

NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
SHA256 = re.compile(r"[0-9a-f]{64}")
WEIGHTS = tuple(f"{name}{index}" for name in ("model.safetensors", "pytorch_model.bin") for index in ("", INDEX))
"""The files of weights, or the indexes that name several; the first that is there."""

OWNERS = {name: "openai-community" for name in ("gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl")}
OWNERS |= {"distilgpt2": "distilbert"}
"""Who owns the models now that once had no owner in their names; caches have them under both."""


@dataclass(frozen=True)
class FetchedRepo:
    """A revision of a repository in the hub's cache: its weights, or their index, and the files verified.

    `source` says of what metadata their hashes are.
    """

    weights: Path
    files: tuple[HubFile, ...]
    source: str


def fetch_repo(repo: str, revision: str | None = None) -> FetchedRepo:
    """Return a GPT-2 of the hub, by its newest revision or the one named; from the cache where there is no network.

    Raises BadInput in words; what is no GPT-2 is refused by its config.json, before its weights are fetched.
    """
    if not NAME.fullmatch(repo):
        raise BadInput(f"{repo} is no repository of a hub. Name it as its page does: OWNER/NAME, such as gpt2-medium.")
    if importlib.util.find_spec("huggingface_hub") is None:
        raise BadInput(
            f"The client of the hub, huggingface_hub, is not installed: {installing('weights')} brings it. "
            f"{_by_hand(repo)}"
        )
    from huggingface_hub import constants

    wanted, why = None, "HF_HUB_OFFLINE keeps the client from it"
    if not constants.HF_HUB_OFFLINE:
        wanted, why = _ask(repo, revision or "main")
    if wanted is None:
        return _from_cache(repo, revision, why)
    config = _beside(wanted, "config.json")
    if config is None:
        raise BadInput(f"{repo} at {wanted.revision[:12]} has no config.json: it is no GPT-2 of transformers'.")
    _require_gpt2(config)
    files = (wanted,)
    if wanted.file.endswith(INDEX):
        index = _beside(wanted, wanted.file)
        files = tuple(_shard(wanted, file.name) for file in _files_of(index))
    for file in files:
        _fetch_into(config.parent, file)
    for name in VOCABULARY:
        _beside(wanted, name)
    return FetchedRepo(config.parent / wanted.file, files, "the hub's metadata")


def _fetch_into(folder: Path, wanted: HubFile) -> None:
    """Fetch and verify one file of weights, and have it in the folder of its revision."""
    file = fetch(wanted, _by_hand(wanted.repo))
    if file.parent != folder:  # another repository of the cache has a file of this hash
        _share(file, folder.parent.parent / "blobs" / wanted.sha256)
        _beside(wanted, wanted.file)  # the client finds it, and makes its entry without a transfer


def _files_of(index: Path) -> list[Path]:
    """Return the files that an index names. Raises BadInput."""
    try:
        return files_of_index(index)
    except CheckpointError as error:
        raise BadInput(str(error)) from None


def _shard(index: HubFile, name: str) -> HubFile:
    """Return one of the files that an index names, as the hub describes it. Raises BadInput."""
    from huggingface_hub.utils import EntryNotFoundError

    try:
        return _describe(index.repo, index.revision, name)
    except BadInput:
        raise
    except EntryNotFoundError:
        raise BadInput(f"{index.file} of {index.repo} names {name}, which is not there: it is not whole.") from None
    except Exception as error:
        problem = f"{name} of {index.repo} could not be asked for: {reason(error)}."
        raise BadInput(f"{problem} {_by_hand(index.repo)}") from None


def _describe(repo: str, revision: str, name: str) -> HubFile:
    """Return a file as the hub's metadata describes it; an index, which is small, has no sha256 there.

    Raises BadInput where the metadata do not say enough, and what the client raises.
    """
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    where = hf_hub_url(repo, name, revision=revision)
    found = get_hf_file_metadata(where)
    verifiable = name.endswith(INDEX) or SHA256.fullmatch(found.etag or "")
    if not found.commit_hash or found.size is None or not verifiable:
        raise BadInput(f"{where} comes with no commit, size and sha256: it cannot be verified. {_by_hand(repo)}")
    return HubFile(repo, found.commit_hash, name, found.size, found.etag or "")


def _ask(repo: str, revision: str) -> tuple[HubFile | None, str]:
    """Return the weights or their index as the hub describes them; None and why, where it cannot be reached."""
    from huggingface_hub import constants, hf_hub_url
    from huggingface_hub.utils import EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError

    for name in WEIGHTS:
        try:
            return _describe(repo, revision, name), ""
        except BadInput:
            raise
        except EntryNotFoundError:
            continue
        except RevisionNotFoundError:
            raise BadInput(f"{repo} has no revision {revision} at {constants.ENDPOINT}.") from None
        except RepositoryNotFoundError:
            raise BadInput(
                f"{constants.ENDPOINT} has no {repo}, or shows it to its owners alone: HF_TOKEN says who asks."
            ) from None
        except Exception as error:  # the client's transport raises its own types, others in each version
            return None, f"{hf_hub_url(repo, name, revision=revision)} could not be read: {reason(error)}"
    raise BadInput(f"{repo} has none of {', '.join(WEIGHTS)} in its revision {revision}. {_by_hand(repo)}")


def _beside(wanted: HubFile, name: str) -> Path | None:
    """Return a small file of the same revision, fetched into the cache; None where the repository has none."""
    from huggingface_hub import hf_hub_download
    from huggingface_hub.utils import EntryNotFoundError

    try:
        return Path(hf_hub_download(wanted.repo, name, revision=wanted.revision))
    except EntryNotFoundError:
        return None
    except Exception as error:
        problem = f"{name} of {wanted.repo} could not be fetched: {reason(error)}."
        raise BadInput(f"{problem} {_by_hand(wanted.repo)}") from None


def _share(file: Path, target: Path) -> None:
    """Let a blob be in a second repository's cache too: a second name of one file, or a copy where that fails."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file.resolve(), target)
    except OSError:
        require_room(file.stat().st_size, target)
        shutil.copyfile(file, target)


def _from_cache(repo: str, revision: str | None, why: str) -> FetchedRepo:
    """Return the repository from the user's cache, verified by the name of its blob. Raises BadInput, saying `why`."""
    from huggingface_hub import constants

    owner, _, name = repo.rpartition("/")
    names = {repo, f"{OWNERS[name]}/{name}", name} if name in OWNERS and owner in ("", OWNERS[name]) else {repo}
    for each in sorted(names):
        root = Path(constants.HF_HUB_CACHE, f"models--{each.replace('/', '--')}")
        branch = root / "refs" / (revision or "main")
        newest = branch.read_text(encoding="utf-8").strip() if branch.is_file() else ""
        snapshots = sorted(root.glob("snapshots/*"), key=lambda folder: (folder.name != newest, folder.name))
        pinned = (newest or revision) if revision else ""
        for folder in snapshots:
            file = next((folder / name for name in WEIGHTS if (folder / name).is_file()), None)
            if file is None or not (folder / "config.json").is_file() or not folder.name.startswith(pinned):
                continue
            _require_gpt2(folder / "config.json")
            parts = _files_of(file) if file.name.endswith(INDEX) else [file]
            if all(part.is_file() for part in parts):  # else the fetch of some was interrupted
                files = tuple(_verified(part, each) for part in parts)
                return FetchedRepo(file, files, "the name of the cache's blob")
    raise BadInput(f"{repo} is not in {constants.HF_HUB_CACHE}, and {why}. {_by_hand(repo)}")


def _verified(file: Path, repo: str) -> HubFile:
    """Return a file of the cache, verified by the name of its blob. Raises BadInput."""
    blob = file.resolve()
    if not SHA256.fullmatch(blob.name):
        raise BadInput(f"{file} has no blob named by its sha256: it cannot be verified. Take it by --from.")
    wanted = HubFile(repo, file.parent.name, file.name, blob.stat().st_size, blob.name)
    if difference := mismatch(blob, wanted):
        raise BadInput(f"{file} is damaged: {difference}. Delete {blob} and fetch it again.")
    return wanted


def _require_gpt2(config: Path) -> None:
    """Raise BadInput unless a config.json is of a GPT-2."""
    try:
        config_from(config, read_json(config))
    except CheckpointError as error:
        raise BadInput(str(error)) from None


def _by_hand(repo: str) -> str:
    return (
        f"By hand: on a machine that has a network, download config.json, {WEIGHTS[0]} and the tokenizer's files of "
        f"{repo} into a folder, bring it here, and: grader weights --from FOLDER"
    )
