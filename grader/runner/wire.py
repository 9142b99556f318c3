"""Messages between the judge and a runner: a JSON header with the values' structure, then the arrays' bytes.

Never pickle. Decoding is strict: whatever is not exactly as `encode` writes it raises `MalformedMessage`, and so does
whatever is larger than was allowed.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.runner.plain_values import Opaque

DTYPES = {np.dtype(code).str: np.dtype(code) for code in "?bhiqBHIQefdFD"}
"""The types of arrays that are sent, by NumPy's one-character codes, in this machine's order of bytes."""
LIMIT = 64 * 2**20
"""Bytes of one message at most."""
HEADER_LIMIT = 2 * 2**20
"""Bytes of a header at most: arrays are not in it, and JSON takes many times its length when it is read."""

ITEM_LIMIT = 32 * 2**20
"""Bytes of the header that brings an item, with all of the student's files."""

DEPTH = 16
_PREFIX = struct.Struct(">II")


class MalformedMessage(Exception):
    """What came is no message, or one that is too large; the text says which."""


class ConnectionLost(Exception):
    """The other side has closed the connection."""


def encode(value: Any, header_limit: int = HEADER_LIMIT) -> bytes:
    """Return a message. Raises MalformedMessage where the value is too large, TypeError where it cannot be sent."""
    arrays: list[np.ndarray] = []
    header = json.dumps({"value": _structure(value, arrays), "arrays": [[a.dtype.str, a.shape] for a in arrays]})
    body = header.encode()
    size = len(body) + sum(a.nbytes for a in arrays)
    if size > LIMIT or len(body) > header_limit:
        raise MalformedMessage(f"more than {LIMIT >> 20} MB were to be sent")
    return b"".join([_PREFIX.pack(len(body), size - len(body)), body, *(a.tobytes() for a in arrays)])


def _structure(value: Any, arrays: list[np.ndarray]) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.generic):
        return {"scalar": _array_index(np.asarray(value), arrays)}
    if isinstance(value, int):
        return {"int": str(int(value))}
    if isinstance(value, float):
        return {"float": float.hex(value)}
    if isinstance(value, np.ndarray):
        return {"array": _array_index(value, arrays)}
    if isinstance(value, (tuple, list)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [_structure(inner, arrays) for inner in value]}
    if isinstance(value, dict):
        return {"dict": [[key, _structure(inner, arrays)] for key, inner in value.items()]}
    if isinstance(value, Opaque):
        return {"other": [value.kind, value.callable, value.dtype]}
    raise TypeError(f"a {type(value).__name__} cannot be sent")


def _array_index(array: np.ndarray, arrays: list[np.ndarray]) -> int:
    if array.dtype.str not in DTYPES:
        array = np.asarray(array, dtype=array.dtype.newbyteorder("="))
    if array.dtype.str not in DTYPES:
        raise TypeError(f"an array of {array.dtype} cannot be sent")
    arrays.append(array)
    return len(arrays) - 1


def decode(header: bytes, body: bytes) -> Any:
    """Return what `encode` was given. Raises MalformedMessage for anything else."""
    try:
        header = json.loads(header)
        arrays = _arrays(header["arrays"], body)
        return _value(header["value"], arrays, DEPTH)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, AttributeError) as error:
        raise MalformedMessage(f"what came is no message ({type(error).__name__})") from None


def _arrays(listed: Any, body: bytes) -> list[np.ndarray]:
    """Cut the bytes into the arrays that the header lists; every byte must belong to one."""
    arrays, start = [], 0
    for code, shape in listed:
        dtype = DTYPES[code]
        if len(shape) > 32 or not all(type(n) is int and 0 <= n <= LIMIT for n in shape):
            raise MalformedMessage("what came is no message (an array's shape)")
        count = math.prod(shape)
        end = start + count * dtype.itemsize
        if end > len(body):
            raise MalformedMessage("what came is no message (too few bytes)")
        arrays.append(np.frombuffer(body, dtype, count, start).reshape(shape).copy())
        start = end
    if start != len(body):
        raise MalformedMessage("what came is no message (bytes left over)")
    return arrays


def _value(header: Any, arrays: list[np.ndarray], depth: int) -> Any:
    if header is None or type(header) in (bool, str):
        return header
    if not depth or type(header) is not dict or len(header) != 1:
        raise MalformedMessage("what came is no message (its structure)")
    ((kind, inner),) = header.items()
    return _BUILDERS[kind](inner, arrays, depth - 1)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise MalformedMessage("what came is no message (a text)")
    return value


def _key(value: Any) -> str | int:
    if type(value) not in (str, int):
        raise MalformedMessage("what came is no message (a key)")
    return value


def _at(arrays: list[np.ndarray], index: Any) -> np.ndarray:
    if type(index) is not int or not 0 <= index < len(arrays):
        raise MalformedMessage("what came is no message (an array that is not there)")
    return arrays[index]


def _scalar(arrays: list[np.ndarray], index: Any) -> np.generic:
    array = _at(arrays, index)
    if array.ndim:
        raise MalformedMessage("what came is no message (a scalar with axes)")
    return array[()]


def _int(text: Any) -> int:
    if len(_text(text)) > 20:
        raise MalformedMessage("what came is no message (a whole number)")
    return int(text)


def _opaque(inner: Any) -> Opaque:
    kind, called, dtype = inner
    return Opaque(_text(kind)[:100], called is True, _text(dtype)[:100])


_BUILDERS: dict[str, Callable[[Any, list[np.ndarray], int], Any]] = {
    "int": lambda inner, arrays, depth: _int(inner),
    "float": lambda inner, arrays, depth: float.fromhex(_text(inner)),
    "array": lambda inner, arrays, depth: _at(arrays, inner),
    "scalar": lambda inner, arrays, depth: _scalar(arrays, inner),
    "list": lambda inner, arrays, depth: [_value(v, arrays, depth) for v in inner],
    "tuple": lambda inner, arrays, depth: tuple(_value(v, arrays, depth) for v in inner),
    "dict": lambda inner, arrays, depth: {_key(k): _value(v, arrays, depth) for k, v in inner},
    "other": lambda inner, arrays, depth: _opaque(inner),
}


def receive(read: Callable[[int], bytes], header_limit: int = HEADER_LIMIT) -> Any:
    """Read one message by `read(n)`, which returns up to n bytes, and b"" at the end.

    Raises ConnectionLost or MalformedMessage.
    """
    header, body = _PREFIX.unpack(_exactly(read, _PREFIX.size))
    if header > header_limit or header + body > LIMIT:
        raise MalformedMessage(f"more than {LIMIT >> 20} MB were to come")
    header = _exactly(read, header)
    return decode(header, _exactly(read, body))


def _exactly(read: Callable[[int], bytes], count: int) -> bytes:
    parts = []
    while count:
        part = read(min(count, 1 << 20))
        if not part:
            raise ConnectionLost
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
