"""Read TensorFlow's checkpoints of a GPT-2: OpenAI's release, and what gpt-2-simple and its like train from it.

NAME.index is a sorted table, as LevelDB has them: blocks of keys and values, an index of the blocks, a footer. A value
is a BundleEntryProto, which says where an array's bytes lie in NAME.data-00000-of-00001. Blocks and arrays have a
CRC-32C. Sources: TensorFlow's tensor_bundle.proto, table/format.cc and table/block.cc; Protocol Buffers' encoding.
"""

from __future__ import annotations

import importlib.util
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.paths import installing
from reference.checkpoint_config import CheckpointError, read_json

INDEX = ".index"
MAGIC, FOOTER = 0xDB4775248B80FB57, 48
"""The last 8 bytes of an index, and the bytes of its footer."""

SNAPPY = 1
"""The mark of a compressed block; TensorFlow 2 compresses its indexes, OpenAI's files of 2019 are older."""

FLOATS = {1: "<f4", 2: "<f8", 19: "<f2"}
"""The types of TensorFlow's that are read, by their numbers (types.proto)."""

HPARAMS = {"n_vocab": ("wte.weight", 0), "n_embd": ("wte.weight", 1), "n_ctx": ("wpe.weight", 0)}
"""What hparams.json says of the sizes, and the array and axis that show it."""

PIECE = re.compile(r"\.(index|meta|data-\d{5}-of-\d{5})$")
"""The ends of the files that make up one checkpoint."""

PARTS = {"w": "weight", "g": "weight", "b": "bias", "wte": "wte.weight", "wpe": "wpe.weight"}


def find_index(path: Path) -> Path | None:
    """Return the index of a checkpoint that is named by any of its files, by what they begin with, or by its folder.

    Of several in a folder it is the one that the file `checkpoint` names. None where there is none.
    """
    if not path.is_dir():
        index = path.with_name(f"{PIECE.sub('', path.name)}{INDEX}")
        return index if index.is_file() else None
    found = sorted(path.glob(f"*{INDEX}"))
    if len(found) > 1 and (path / "checkpoint").is_file():
        newest = re.search(r'model_checkpoint_path: "(?:.*/)?(.+)"', (path / "checkpoint").read_text(errors="replace"))
        found = [index for index in found if newest and index.name == f"{newest[1]}{INDEX}"] or found
    if len(found) > 1:
        raise CheckpointError(f"{path} has several of TensorFlow's checkpoints: name one, such as {found[-1]}.")
    return found[0] if found else None


def read(index: Path) -> tuple[dict[str, np.ndarray], Mapping[str, Any]]:
    """Return the model's arrays by Hugging Face's keys, and its options: heads by hparams.json beside it, and GELU.

    What an optimizer kept beside them is left out. Raises CheckpointError, also where a CRC-32C differs.
    """
    if missing := [package for package in ("google_crc32c", "cramjam") if importlib.util.find_spec(package) is None]:
        raise CheckpointError(
            f"{index} is TensorFlow's, and what reads it is not installed ({', '.join(missing)}): "
            f"{installing('weights')} brings it."
        )
    try:
        header, *entries = _table(index.read_bytes())
        shards = _number(_fields(header[1]), 1)
        arrays = {name: _entry(value) for name, value in entries if re.fullmatch(r"model/(\w+|\w+/.*\b[wgb])", name)}
        state = {_key(name): _array(index, entry, shards, name) for name, entry in arrays.items()}
    except CheckpointError:
        raise
    except Exception as error:  # a damaged file raises any of a dozen types
        raise CheckpointError(f"{index} is no whole index of a TensorFlow checkpoint ({error}).") from None
    return state, {"gelu": "tanh", "from": "OpenAI"} | _heads(index.with_name("hparams.json"), state)


def _heads(file: Path, state: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """Return the heads that hparams.json says, if it is there. Raises CheckpointError where it is of another model."""
    if not file.is_file():
        return {}
    said = read_json(file)
    for name, (key, axis) in HPARAMS.items():
        if key in state and name in said and said[name] != state[key].shape[axis]:
            raise CheckpointError(f"{file} says {name} {said[name]}, the arrays beside it {state[key].shape[axis]}.")
    return {"n_head": said.get("n_head"), "heads_from": file.name}


def _key(name: str) -> str:
    """Return Hugging Face's key of "model/h0/attn/c_attn/w"; an unknown name stays one that is refused."""
    *outer, last = name.removeprefix("model/").split("/")
    return ".".join([*(re.sub(r"^h(\d+)$", r"h.\1", part) for part in outer), PARTS.get(last, last)])


@dataclass(frozen=True)
class _Entry:
    """Where an array lies, and what its bytes are."""

    dtype: int
    shape: tuple[int, ...]
    shard: int
    offset: int
    size: int
    crc: int


def _array(index: Path, entry: _Entry, shards: int, name: str) -> np.ndarray:
    """Read one array; OpenAI's matrices have a leading axis of size 1, of a convolution, which is dropped."""
    if entry.dtype not in FLOATS:
        raise CheckpointError(f"{index}: {name} is of TensorFlow's type {entry.dtype}; read are float32, 64 and 16.")
    data = index.with_name(f"{index.name.removesuffix(INDEX)}.data-{entry.shard:05}-of-{shards:05}")
    if not data.is_file():
        raise CheckpointError(f"{index} has its arrays in {data.name}, which is not beside it. Bring it as well.")
    needed = math.prod(entry.shape) * np.dtype(FLOATS[entry.dtype]).itemsize
    if needed != entry.size or data.stat().st_size < entry.offset + entry.size:
        raise CheckpointError(f"{data} has not all of {name}: it is not a whole file.")
    content = np.fromfile(data, np.uint8, entry.size, offset=entry.offset)
    _require_sum(content.tobytes(), entry.crc, f"{name} in {data}")
    array = content.view(FLOATS[entry.dtype]).reshape(entry.shape)
    return array[0] if array.ndim == 3 and len(array) == 1 else array


def _require_sum(content: bytes, masked: int, what: str) -> None:
    """Raise CheckpointError unless the CRC-32C of some bytes is the one kept, masked as LevelDB masks it."""
    import google_crc32c

    turned = (masked - 0xA282EAD8) & 0xFFFFFFFF
    if google_crc32c.value(content) != ((turned >> 17) | (turned << 15)) & 0xFFFFFFFF:
        raise CheckpointError(f"{what} is damaged: its CRC-32C is another. Fetch it again.")


def _table(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the keys and values of a sorted table, in order."""
    footer = content[-FOOTER:]
    if len(footer) < FOOTER or int.from_bytes(footer[-8:], "little") != MAGIC:
        raise ValueError("it does not end as one does")
    at = _varint(footer, _varint(footer, 0)[1])[1]  # beyond the handle of the metaindex, which is empty
    for _, handle in _block(content, *_handle(footer, at)):
        for key, value in _block(content, *_handle(handle, 0)):
            yield key.decode(), value


def _handle(content: bytes, at: int) -> tuple[int, int]:
    """Return a block's offset and size."""
    offset, at = _varint(content, at)
    return offset, _varint(content, at)[0]


def _block(content: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield a block's keys and values; a key has the beginning of the one before, as long as it says."""
    end = offset + size
    _require_sum(content[offset : end + 1], int.from_bytes(content[end + 1 : end + 5], "little"), "the index")
    kind, content = content[end], content[offset:end]
    if kind == SNAPPY:
        import cramjam

        content = bytes(cramjam.snappy.decompress_raw(content))
    elif kind != 0:
        raise ValueError(f"its blocks are compressed in the unknown way {kind}")
    restarts = int.from_bytes(content[-4:], "little")
    end, at, key = len(content) - 4 * (restarts + 1), 0, b""
    while at < end:
        shared, at = _varint(content, at)
        more, at = _varint(content, at)
        length, at = _varint(content, at)
        key = key[:shared] + content[at : at + more]
        yield key, content[at + more : at + more + length]
        at += more + length


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at a place, seven bits to a byte, and the place behind it."""
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _fields(message: bytes) -> dict[int, list[int | bytes]]:
    """Return the fields of a Protocol Buffers message by their numbers."""
    found: dict[int, list[int | bytes]] = {}
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        if tag & 7 == 0:
            value, at = _varint(message, at)
        else:
            length, at = _varint(message, at) if tag & 7 == 2 else ({1: 8, 5: 4}[tag & 7], at)
            value, at = message[at : at + length], at + length
        found.setdefault(tag >> 3, []).append(value)
    return found


def _number(fields: Mapping[int, list[Any]], field: int) -> int:
    """Return a field's number, 0 where it is left out."""
    value = fields.get(field, [0])[-1]
    return int.from_bytes(value, "little") if isinstance(value, bytes) else value


def _entry(message: bytes) -> _Entry:
    """Read a BundleEntryProto: dtype, shape, shard, offset, size and CRC-32C are its fields 1 to 6."""
    fields = _fields(message)
    shape = _fields(fields.get(2, [b""])[-1])
    sizes = tuple(_number(_fields(each), 1) for each in shape.get(2, []))
    return _Entry(_number(fields, 1), sizes, *(_number(fields, field) for field in (3, 4, 5, 6)))
