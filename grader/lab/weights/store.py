"""Where weights are stored: `.grader/weights/NAME` in the workspace, a checkpoint folder that every command takes."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.errors import BadInput
from grader.files import put_aside
from grader.lab.weights import formats, state_files, verify
from grader.lab.weights.fetch import cached, fetch, require_room
from grader.paths import workspace
from reference import published
from reference.checkpoint_config import CheckpointError, Config, Origins, config_json, describe_choices
from reference.published import MODELS, HubFile

FILES = ("config.json", "model.safetensors")


@dataclass(frozen=True)
class StoredWeights:
    """A folder with weights: its sizes, the sha256 of its file, and whether that is the published one.

    `choices` says GELU, heads and tying, each with where it came from. `put_aside` is where other weights are now that
    stood in the folder before; None where there were none.
    """

    folder: Path
    config: Config
    sha256: str
    published: bool
    choices: str
    put_aside: Path | None = None


def folder_of(name: str) -> Path:
    """Return the folder for weights of this name."""
    return workspace() / ".grader" / "weights" / name


def by_hand() -> str:
    """Say how to bring GPT-2 124M without a network."""
    wanted = published.GPT2_124M
    return (
        f"By hand: on a machine that has a network, download {wanted.file} of {wanted.repo} (revision "
        f"{wanted.revision[:12]}, {wanted.size:,} bytes, sha256 {wanted.sha256}), bring it here, and: "
        "grader weights --from PATH"
    )


def fetch_gpt2() -> StoredWeights:
    """Fetch GPT-2 124M from the hub or its cache, verify it, and store it. Raises BadInput."""
    wanted = published.GPT2_124M
    file = fetch(wanted, by_hand())
    try:
        config = formats.read_config_from_header(file)
        origins = Origins(*["as OpenAI published it"] * 3)
    except CheckpointError as error:
        raise BadInput(str(error)) from None

    def fill(folder: Path) -> None:
        _link(file, folder / "model.safetensors", wanted)
        (folder / "config.json").write_text(config_json(config, tied=True, origins=origins), encoding="utf-8")

    folder = folder_of(name_of(config, file))
    moved = _replace_folder(folder, fill)
    return StoredWeights(folder, config, wanted.sha256, True, describe_choices(config, True, origins), moved)


def import_weights(
    path: Path, gelu: str | None = None, heads: int | None = None, name: str | None = None
) -> StoredWeights:
    """Store weights from a file or a folder of any format; what is at the path is left as it is.

    `gelu` ("tanh" or "erf") and `heads` go before what it says; `name` is the new folder's, by `name_of` where not
    given. A file of the published file's size has to be that
    file. Raises BadInput in words, and then nothing is stored.
    """
    wanted = published.GPT2_124M
    try:
        file = state_files.find_file(path)
        size = file.stat().st_size
        if size == wanted.size and (difference := verify.mismatch(file, wanted)):
            raise CheckpointError(f"it has the published file's size, but {difference}")
        checkpoint = formats.read(path, gelu, heads)
    except CheckpointError as error:
        raise BadInput(f"{path} is refused, and left where it is: {error} Nothing of it was kept.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    folder = folder_of(name or name_of(checkpoint.config, file))
    if file.absolute().parent == folder.absolute():
        raise BadInput(f"{path} is where such weights are kept already.")
    is_safetensors = file.suffix == ".safetensors"
    require_room(size if is_safetensors else sum(a.nbytes for a in checkpoint.params.values()), folder)

    def fill(folder: Path) -> None:
        if is_safetensors:
            shutil.copyfile(file, folder / "model.safetensors")
        else:
            _save(checkpoint.params, folder / "model.safetensors")
        for kept_as, beside in state_files.vocabulary_files(file.parent).items():
            shutil.copyfile(beside, folder / kept_as)
        text = config_json(checkpoint.config, checkpoint.tied, checkpoint.origins)
        (folder / "config.json").write_text(text, encoding="utf-8")

    moved = _replace_folder(folder, fill)
    sha256 = verify.sha256(folder / "model.safetensors")
    return StoredWeights(folder, checkpoint.config, sha256, sha256 == wanted.sha256, checkpoint.choices, moved)


def name_of(config: Config, file: Path) -> str:
    """Return OpenAI's name for the sizes, else the name of the file or of its folder, but none of OpenAI's."""
    for name, known in MODELS.items():
        if (known.n_layer, known.n_embd, known.n_head) == (config.n_layer, config.n_embd, config.n_head):
            return name
    name = (
        file.parent.resolve().name
        if file.name in (*state_files.CANDIDATES, "model.ckpt.index")
        else file.stem.strip(".")
    )
    return name if name and name not in MODELS else f"brought-{name}"


def gpt2_folder() -> Path:
    """Return the folder of GPT-2 124M. Raises BadInput, saying how to get it, where it is not there."""
    folder = folder_of("124M")
    if all((folder / name).is_file() for name in FILES):
        return folder
    dangling = (folder / "model.safetensors").is_symlink()
    why = "its file has gone from the hub's cache" if dangling else "it was not fetched yet"
    there = " (the hub's cache has it already)" if cached(published.GPT2_124M) else ""
    raise BadInput(
        f"GPT-2 124M is not here: {why}. `grader weights` fetches its {published.GPT2_124M.size / 1e6:,.0f} MB{there}; "
        "--checkpoint names another folder, or synthetic:124M."
    )


def _replace_folder(folder: Path, fill: Callable[[Path], None]) -> Path | None:
    """Let `fill` write into a new folder, which takes the place of `folder` once it is whole.

    Return where other weights are now that stood in `folder`. Raises BadInput where nothing can be written.
    """
    new = folder.with_name(f".{folder.name}.{os.getpid()}")  # two commands at once have one each
    try:
        new.mkdir(parents=True)
        fill(new)
        moved = _make_way(folder, new) if folder.exists() else None
        new.rename(folder)
        return moved
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _make_way(folder: Path, new: Path) -> Path | None:
    """Delete a folder whose weights are the new one's; put one with other weights aside, and return where it is."""
    before, now = folder / "model.safetensors", new / "model.safetensors"
    if not before.exists() or filecmp.cmp(before, now, shallow=False):
        shutil.rmtree(folder)
        return None
    return put_aside(folder)


def _link(file: Path, target: Path, wanted: HubFile) -> None:
    """Make `target` a link to the file in the hub's cache, to save another 548 MB; a copy where there are no links."""
    try:
        target.symlink_to(file.absolute())
    except OSError:
        shutil.copyfile(file, target)
        if difference := verify.mismatch(target, wanted):
            raise BadInput(f"the copy of {file} is not whole: {difference}. Try again.") from None


def _save(params: dict[str, np.ndarray], target: Path) -> None:
    from safetensors.numpy import save_file

    save_file({name: np.ascontiguousarray(array) for name, array in params.items()}, target)
