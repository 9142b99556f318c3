"""The safetensors format in plain Python, where the package has no build, as in a browser.

Eight bytes are the header's length; the header is JSON, {name: {"dtype", "shape", "data_offsets"}}; then come numbers.
Source: the format's own description, huggingface/safetensors, README, "Format".
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from reference.checkpoint_config import CheckpointError

LENGTH_BYTES = 8
MAX_HEADER = 100_000_000
"""The longest header that the format allows, in bytes."""

ITEM_BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}
"""The bytes of a number, of the types that are measured here."""


def deserialize(data: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (name, {"dtype", "shape", "data"}) of every array, as the package's `deserialize` returns them.

    Raises CheckpointError, whose message goes on "the file", where that is no such file or not whole.
    """
    length = int.from_bytes(data[:LENGTH_BYTES], "little")
    if len(data) < LENGTH_BYTES or length > min(MAX_HEADER, len(data) - LENGTH_BYTES):
        raise CheckpointError("its header does not end within it")
    start = LENGTH_BYTES + length
    try:
        header = json.loads(data[LENGTH_BYTES:start])
        entries = [(name, _entry(name, entry)) for name, entry in header.items() if name != "__metadata__"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise CheckpointError("its header does not list arrays") from None
    end = 0
    for name, (dtype, shape, (begin, stop)) in sorted(entries, key=lambda entry: entry[1][2]):
        if begin != end or stop < begin or stop > len(data) - start:
            raise CheckpointError(f"the numbers of {name} are not where its header says")
        if dtype in ITEM_BYTES and stop - begin != ITEM_BYTES[dtype] * math.prod(shape):
            raise CheckpointError(f"{name} has {stop - begin} bytes, which is not what its shape {shape} takes")
        end = stop
        yield name, {"dtype": dtype, "shape": shape, "data": data[start + begin : start + stop]}
    if end != len(data) - start:
        raise CheckpointError("it goes on after its last array")


def _entry(name: Any, entry: Any) -> tuple[str, list[int], tuple[int, int]]:
    """Return an array's type, shape and place. Raises ValueError, TypeError or KeyError where one is none."""
    begin, stop = entry["data_offsets"]
    numbers = [*entry["shape"], begin, stop]
    if not isinstance(name, str) or not isinstance(entry["dtype"], str) or not all(type(n) is int for n in numbers):
        raise TypeError
    if min(numbers) < 0:
        raise ValueError
    return entry["dtype"], list(entry["shape"]), (begin, stop)
