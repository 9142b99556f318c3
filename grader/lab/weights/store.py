"""Where weights are kept: `.grader/weights/NAME` in the workspace, a folder as every command takes it."""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.cli.terminal import relative_path, say
from grader.errors import BadInput
from grader.files import put_aside
from grader.lab.weights import formats, verify
from grader.lab.weights.fetch import cached, fetch, room_for
from grader.paths import workspace
from reference import published
from reference.checkpoints import CheckpointError, Config
from reference.published import MODELS, HubFile

FILES = ("config.json", "model.safetensors")


@dataclass(frozen=True)
class StoredWeights:
    """A folder with weights: its sizes, the sha256 of its file, and whether that is the published one."""

    folder: Path
    config: Config
    sha256: str
    published: bool


def folder_of(name: str) -> Path:
    """Return the folder in which weights of this name are kept."""
    return workspace() / ".grader" / "weights" / name


def by_hand(wanted: HubFile | None = None) -> str:
    """Say how to bring the weights without a network."""
    wanted = wanted or published.GPT2_124M
    return (
        f"By hand: on a machine that has a network, download {wanted.file} of {wanted.repo} (revision "
        f"{wanted.revision[:12]}, {wanted.size:,} bytes, sha256 {wanted.sha256}), bring it here, and: "
        "grader weights --from PATH"
    )


def fetched() -> StoredWeights:
    """Bring GPT-2 124M from the hub or its cache, verified, into its folder. Raises BadInput."""
    wanted = published.GPT2_124M
    file = fetch(wanted, by_hand(wanted))
    config = _described(file)
    name = name_of(config, file)
    folder = folder_of(name)
    with _filling(folder) as filling:
        _linked(file, filling / "model.safetensors", wanted)
        formats.write_config(filling, config, tied=True)
    return StoredWeights(folder, config, wanted.sha256, published=True)


def brought(path: Path) -> StoredWeights:
    """Bring weights from a file or a folder of any form into their folder; what was given is left as it is.

    A file of the published file's size has to be that file. Raises BadInput in words, and then nothing is kept.
    """
    wanted = published.GPT2_124M
    try:
        file = formats.find(path)
        size = file.stat().st_size
        if size == wanted.size and (wrong := verify.fault(file, wanted)):
            raise CheckpointError(f"it has the published file's size, but {wrong}")
        loaded = formats.read(path)
    except CheckpointError as trouble:
        raise BadInput(f"{path} is refused, and left where it is: {trouble} Nothing of it was kept.") from None
    except OSError as trouble:
        raise BadInput(f"{path} cannot be read: {trouble.strerror}.") from None
    folder = folder_of(name_of(loaded.config, file))
    if file.absolute().parent == folder.absolute():
        raise BadInput(f"{path} is where such weights are kept already.")
    room_for(size if file.suffix == ".safetensors" else sum(a.nbytes for a in loaded.params.values()), folder)
    with _filling(folder) as filling:
        if file.suffix == ".safetensors":
            shutil.copyfile(file, filling / "model.safetensors")
        else:
            _saved(loaded.params, filling / "model.safetensors")
        formats.write_config(filling, loaded.config, loaded.tied)
    found = verify.sha256(folder / "model.safetensors")
    return StoredWeights(folder, loaded.config, found, found == wanted.sha256)


def name_of(config: Config, file: Path) -> str:
    """Return OpenAI's name for the sizes, else that of the file or of its folder, which is none of OpenAI's."""
    for name, known in MODELS.items():
        if (known.n_layer, known.n_embd, known.n_head) == (config.n_layer, config.n_embd, config.n_head):
            return name
    name = file.parent.resolve().name if file.name in formats.CANDIDATES else file.stem.strip(".")
    return name if name and name not in MODELS else f"brought-{name}"


def standard() -> Path:
    """Return the folder of GPT-2 124M. Raises BadInput, saying how to get it, where it is not kept."""
    folder = folder_of("124M")
    if all((folder / name).is_file() for name in FILES):
        return folder
    lost = (folder / "model.safetensors").is_symlink()
    why = "its file has gone from the hub's cache" if lost else "it was not fetched yet"
    there = " (the hub's cache has it already)" if cached(published.GPT2_124M) else ""
    raise BadInput(
        f"GPT-2 124M is not here: {why}. `grader weights` fetches its {published.GPT2_124M.size / 1e6:,.0f} MB{there}; "
        "--checkpoint names another folder, or synthetic:124M."
    )


def _described(file: Path) -> Config:
    try:
        return formats.described(file)
    except CheckpointError as trouble:
        raise BadInput(str(trouble)) from None


@contextlib.contextmanager
def _filling(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which takes the place of `folder` once it is whole.

    Other weights that stand there are kept beside it. Raises BadInput where nothing can be written.
    """
    filling = folder.with_name(f".{folder.name}.{os.getpid()}")  # two commands at once are not in each other's way
    try:
        filling.mkdir(parents=True)
        yield filling
        if folder.exists():
            _cleared(folder, filling)
        filling.rename(folder)
    except OSError as trouble:
        raise BadInput(f"{folder} cannot be written: {trouble.strerror}.") from None
    finally:
        shutil.rmtree(filling, ignore_errors=True)


def _cleared(folder: Path, by: Path) -> None:
    """Free the name of a folder: what holds the same weights goes, other weights are put aside."""
    before, now = folder / "model.safetensors", by / "model.safetensors"
    if not before.exists() or filecmp.cmp(before, now, shallow=False):
        shutil.rmtree(folder)
    else:
        say(
            f"other weights stood in {relative_path(folder)}; they are kept in {relative_path(put_aside(folder))}",
            "yellow",
        )


def _linked(file: Path, target: Path, wanted: HubFile) -> None:
    """Let `target` be the file in the hub's cache: another 548 MB on disk would serve nobody."""
    try:
        target.symlink_to(file.absolute())
    except OSError:  # a file system without links
        shutil.copyfile(file, target)
        if wrong := verify.fault(target, wanted):
            raise BadInput(f"the copy of {file} is not whole: {wrong}. Try again.") from None


def _saved(params: dict, target: Path) -> None:
    import numpy as np
    from safetensors.numpy import save_file

    save_file({name: np.ascontiguousarray(array) for name, array in params.items()}, target)
