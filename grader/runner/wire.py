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

AT_ONCE = 2**16
"""Bytes that are read at once: more would be mapped anew each time, and their pages faulted in."""

DEPTH = 16
_PREFIX = struct.Struct(">II")


class MalformedMessage(Exception):
    """What came is no message, or one that is too large; the text says which."""


class ConnectionLost(Exception):
    """The other side has closed the connection."""


def encode(value: Any, header_limit: int = HEADER_LIMIT) -> bytes:
    """Return a message. Raises MalformedMessage where the value is too large, TypeError where it cannot be sent."""
    arrays = _Arrays()
    header = json.dumps({"value": _structure(value, arrays), "arrays": arrays.listed})
    body = header.encode()
    size = len(body) + arrays.size
    if size > LIMIT or len(body) > header_limit:
        raise MalformedMessage(f"more than {LIMIT >> 20} MB were to be sent")
    return b"".join([_PREFIX.pack(len(body), arrays.size), body, *arrays.parts])


class _Arrays:
    """The arrays of a message: their dtypes and shapes, and their bytes, those of equal arrays once."""

    def __init__(self) -> None:
        self.listed: list[tuple[str, tuple[int, ...]]] = []
        self.parts: list[bytes] = []
        self.size = 0
        self._known: dict[tuple[str, tuple[int, ...], bytes], int] = {}

    def index(self, array: np.ndarray) -> int:
        """Return the number of an array in the message. Raises TypeError for a dtype that is not sent."""
        dtype = array.dtype
        if dtype.str not in DTYPES:
            array = np.asarray(array, dtype=dtype.newbyteorder("="))
            dtype = array.dtype
            if dtype.str not in DTYPES:
                raise TypeError(f"an array of {dtype} cannot be sent")
        if array.nbytes > LIMIT:
            raise MalformedMessage(f"more than {LIMIT >> 20} MB were to be sent")
        one = (dtype.str, array.shape, array.tobytes())
        if (at := self._known.get(one)) is None:
            at = self._known[one] = len(self.listed)
            self.listed.append(one[:2])
            self.parts.append(one[2])
            self.size += len(one[2])
        return at


def _structure(value: Any, arrays: _Arrays) -> Any:
    """Return what stands for a value in the header."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.ndarray):
        return {"array": arrays.index(value)}
    if isinstance(value, dict):
        return {"dict": [[key, _structure(inner, arrays)] for key, inner in value.items()]}
    if isinstance(value, (tuple, list)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [_structure(inner, arrays) for inner in value]}
    if isinstance(value, np.generic):
        return {"scalar": arrays.index(np.asarray(value))}
    if isinstance(value, int):
        return {"int": str(int(value))}
    if isinstance(value, float):
        return {"float": float.hex(value)}
    if isinstance(value, Opaque):
        return {"other": [value.kind, value.callable, value.dtype]}
    raise TypeError(f"a {type(value).__name__} cannot be sent")


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
        arrays.append(np.frombuffer(body, dtype, count, start).reshape(shape))
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


def _dict(inner: Any, arrays: list[np.ndarray], depth: int) -> dict[str | int, Any]:
    if not all(type(key) in (str, int) for key, _ in inner):
        raise MalformedMessage("what came is no message (a key)")
    return {key: _value(value, arrays, depth) for key, value in inner}


def _list(inner: Any, arrays: list[np.ndarray], depth: int) -> list[Any]:
    return [_value(value, arrays, depth) for value in inner]


def _array(index: Any, arrays: list[np.ndarray], depth: int) -> np.ndarray:
    """Return the array of an index, a copy of its own: a message has the bytes of equal arrays once."""
    if type(index) is not int or not 0 <= index < len(arrays):
        raise MalformedMessage("what came is no message (an array that is not there)")
    return arrays[index].copy()


def _scalar(index: Any, arrays: list[np.ndarray], depth: int) -> np.generic:
    array = _array(index, arrays, depth)
    if array.ndim:
        raise MalformedMessage("what came is no message (a scalar with axes)")
    return array[()]


def _int(text: Any, arrays: list[np.ndarray], depth: int) -> int:
    if len(_text(text)) > 20:
        raise MalformedMessage("what came is no message (a whole number)")
    return int(text)


def _opaque(inner: Any, arrays: list[np.ndarray], depth: int) -> Opaque:
    kind, called, dtype = inner
    return Opaque(_text(kind)[:100], called is True, _text(dtype)[:100])


_BUILDERS: dict[str, Callable[[Any, list[np.ndarray], int], Any]] = {
    "int": _int,
    "float": lambda inner, arrays, depth: float.fromhex(_text(inner)),
    "array": _array,
    "scalar": _scalar,
    "list": _list,
    "tuple": lambda inner, arrays, depth: tuple(_list(inner, arrays, depth)),
    "dict": _dict,
    "other": _opaque,
}


class Reader:
    """Reads messages by `read(n)`, which returns up to n bytes, and b"" at the end; what came too early waits."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read, self._held = read, b""

    def message(self, header_limit: int = HEADER_LIMIT) -> Any:
        """Return the next message. Raises ConnectionLost or MalformedMessage."""
        header, body = _PREFIX.unpack(self._exactly(_PREFIX.size))
        if header > header_limit or header + body > LIMIT:
            raise MalformedMessage(f"more than {LIMIT >> 20} MB were to come")
        data = self._exactly(header + body)
        return decode(data[:header], data[header:])

    def _exactly(self, count: int) -> bytes:
        """Return so many bytes; a small message comes in one reading."""
        parts, missing = [self._held], count - len(self._held)
        while missing > 0:
            part = self._read(AT_ONCE)
            if not part:
                raise ConnectionLost
            parts.append(part)
            missing -= len(part)
        data = b"".join(parts)
        self._held = data[count:]
        return data[:count] if self._held else data


def receive(read: Callable[[int], bytes], header_limit: int = HEADER_LIMIT) -> Any:
    """Return the only message, or the last one, that `read` brings. Raises as `Reader.message`."""
    return Reader(read).message(header_limit)
