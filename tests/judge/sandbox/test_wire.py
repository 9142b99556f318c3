"""The wire: what is sent comes back as it was, to the bit, and nothing else is understood."""

import io
import json
import struct

import numpy as np
import pytest

from grader.runner import wire
from grader.runner.plain_values import Opaque, to_plain
from grader.runner.wire import ConnectionLost, MalformedMessage, decode, encode, receive

VALUES = [
    *(None, True, False, 0, -(2**63) + 1, 1.5, float("inf"), -0.0, 5e-324, "", "Größe \ud800", (), [], {}),
    *((1, [2.0, None]), {"a": {"b": (1,)}, 3: "c"}, Opaque("Liar", True, ""), Opaque("ndarray", dtype="object")),
    *(np.float32(0.1), np.int8(-3), np.bool_(True), np.float64(np.nan)),
]
ARRAYS = [
    *(np.zeros(()), np.zeros((0, 3)), np.arange(24.0).reshape(2, 3, 4), np.arange(6)[::-2], np.zeros((1,) * 32)),
    *(np.arange(6.0).reshape(2, 3).T, np.array([np.nan, -np.inf, -0.0]), np.ones(3, bool), np.ones(2, np.float16)),
    *(np.ones(2, complex), np.full(2, 2**64 - 1), np.arange(3, dtype=">f8")),
]


def passed_on(value):
    data = encode(value)
    return receive(io.BytesIO(data).read)


def message(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">II", len(text), len(body)) + text + body


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_come_back_as_they_were(value):
    back = passed_on(value)
    assert type(back) is type(value) and repr(back) == repr(value)


@pytest.mark.parametrize("array", ARRAYS, ids=lambda a: f"{a.dtype}{a.shape}")
def test_arrays_come_back_to_the_bit(array):
    back = passed_on({"x": array})["x"]
    assert back.shape == array.shape and back.dtype == array.dtype.newbyteorder("=")
    assert back.tobytes() == array.astype(back.dtype).tobytes()
    assert back.flags.writeable and back.flags.owndata


def test_arrays_that_came_share_no_memory():
    one = np.ones(3)
    a, b = passed_on((one, one))
    a[0] = 7
    assert b[0] == 1


WRONG = {
    "no JSON": message(b"{"),
    "no text": message(b"\xff\xfe"),
    "a list": message([]),
    "no arrays": message({"value": None}),
    "another kind": message({"value": {"pickle": "x"}, "arrays": []}),
    "two kinds at once": message({"value": {"int": "1", "float": "1"}, "arrays": []}),
    "a bare number": message({"value": 1, "arrays": []}),
    "a bare list": message({"value": [1], "arrays": []}),
    "an int that is none": message({"value": {"int": "one"}, "arrays": []}),
    "a float that is none": message({"value": {"float": "1 + 1"}, "arrays": []}),
    "a key that is a list": message({"value": {"dict": [[[1], None]]}, "arrays": []}),
    "an array of objects": message({"value": None, "arrays": [["|O", [1]]]}, bytes(8)),
    "an array of records": message({"value": None, "arrays": [["<f8,<f8", [1]]]}, bytes(16)),
    "a shape below 0": message({"value": None, "arrays": [["<f8", [-1]]]}, bytes(8)),
    "a shape of floats": message({"value": None, "arrays": [["<f8", [1.0]]]}, bytes(8)),
    "a shape of booleans": message({"value": None, "arrays": [["<f8", [True]]]}, bytes(8)),
    "too few bytes": message({"value": None, "arrays": [["<f8", [2]]]}, bytes(15)),
    "too many bytes": message({"value": None, "arrays": [["<f8", [2]]]}, bytes(17)),
    "an array below 0": message({"value": {"array": -1}, "arrays": [["<f8", [1]]]}, bytes(8)),
    "a scalar with axes": message({"value": {"scalar": 0}, "arrays": [["<f8", [1]]]}, bytes(8)),
    "too deep": message({"value": json.loads('{"list": [' * 20 + "null" + "]}" * 20), "arrays": []}),
    "far too deep": message(b'{"value": ' + b"[" * 10**5),
    "other of other things": message({"value": {"other": [1, 2]}, "arrays": []}),
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_anything_else_is_refused(data):
    with pytest.raises(MalformedMessage):
        receive(io.BytesIO(data).read)


def test_an_oversized_message_is_refused_before_it_is_read():
    with pytest.raises(MalformedMessage, match="more than 64 MB were to come"):
        receive(io.BytesIO(struct.pack(">II", 1, 2**31)).read)


@pytest.mark.parametrize("cut", [0, 4, 9, -1])
def test_a_message_cut_off_is_the_end_of_the_connection(cut):
    data = encode({"x": np.ones(3)})[:cut]
    with pytest.raises(ConnectionLost):
        receive(io.BytesIO(data).read)


def test_too_large_a_message_is_not_sent(monkeypatch):
    monkeypatch.setattr(wire, "LIMIT", 1000)
    with pytest.raises(MalformedMessage):
        encode(np.zeros(200))


@pytest.mark.parametrize(
    "value",
    [object(), np.zeros(1, object), b"bytes", {1, 2}, np.zeros(1, "M8[s]")],
    ids=["object", "array of objects", "bytes", "set", "array of dates"],
)
def test_what_is_not_carried_is_not_sent(value):
    with pytest.raises(TypeError):
        encode(value)
    assert isinstance(to_plain(value), Opaque)


def test_a_fuzzed_message_is_refused_or_understood():
    """Bytes of a message changed at random: never another exception than Malformed or Gone."""
    rng = np.random.default_rng(0)
    whole = encode({"x": np.arange(4.0), "n": (1, "two", [3.0, None])})
    for _ in range(2000):
        data = bytearray(whole)
        for at in rng.integers(0, len(data), rng.integers(1, 4)):
            data[at] = rng.integers(0, 256)
        try:
            receive(io.BytesIO(bytes(data)).read)
        except (MalformedMessage, ConnectionLost):
            continue


def test_decode_takes_nothing_but_what_encode_wrote():
    with pytest.raises(MalformedMessage):
        decode(b'{"value": null, "arrays": 7}', b"")
