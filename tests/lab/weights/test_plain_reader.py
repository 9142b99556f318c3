"""Where the package safetensors has no build, as in a browser, its files are read the same, and bad ones refused."""

import json
import sys

import numpy as np
import pytest
from safetensors.numpy import save_file

from grader.lab.weights import formats
from reference.checkpoint_config import CheckpointError
from reference.safetensors_files import read_safetensors

RNG = np.random.default_rng(0)
STATE = {
    "a": RNG.standard_normal((2, 3)).astype(np.float32),
    "b": RNG.standard_normal((4,)),
    "c": np.float16(RNG.standard_normal((1, 2, 2))),
    "d": np.tril(np.ones((3, 3), bool)),
    "e": np.arange(5),
    "nothing": np.zeros((0, 4), np.float32),
}


@pytest.fixture
def without_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)


def written(path, header, numbers=b""):
    """Write a file of this header and these numbers."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + numbers)
    return path


def test_arrays_are_those_that_the_package_reads(tmp_path, request):
    save_file(STATE, tmp_path / "m.safetensors", metadata={"format": "np"})
    theirs = read_safetensors(tmp_path / "m.safetensors")
    request.getfixturevalue("without_package")
    ours = read_safetensors(tmp_path / "m.safetensors")
    assert ours.keys() == theirs.keys()
    for name, array in theirs.items():
        assert ours[name].dtype == array.dtype and np.array_equal(ours[name], array)


def test_bfloat16_is_widened(tmp_path, without_package):
    bits = np.array([0x3F80, 0xC000], "<u2")  # 1 and -2
    header = {"x": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}
    found = read_safetensors(written(tmp_path / "m.safetensors", header, bits.tobytes()))
    assert found["x"].tolist() == [1.0, -2.0]


def test_published_layout_is_read_whole(checkpoint, without_package):
    assert formats.read(checkpoint, "tanh", 2).config.n_layer == 2


def entry(dtype="F32", shape=(1,), offsets=(0, 4)):
    return {"x": {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}}


@pytest.mark.parametrize(
    "header, numbers",
    [
        (b"no json", b""),
        (b"[1, 2]", b""),
        (b"[" * 100_000, b""),
        ({"x": {"dtype": "F32"}}, b""),
        (entry(shape=(-1, -1)), bytes(4)),
        (entry(shape=(1.0,)), bytes(4)),
        (entry(shape=(2,)), bytes(4)),
        (entry(offsets=(0, 400)), bytes(4)),
        (entry(offsets=(4, 0)), bytes(4)),
        (entry(offsets=(2, 6)), bytes(6)),
        (entry(), bytes(8)),
        (entry() | {"y": entry()["x"]}, bytes(4)),
        (entry(dtype="F8_E4M3", offsets=(0, 1)), bytes(1)),
    ],
)
def test_file_that_is_not_whole_is_refused_in_words(tmp_path, without_package, header, numbers):
    with pytest.raises(CheckpointError, match=r"m\.safetensors is not a whole|cannot be read here"):
        read_safetensors(written(tmp_path / "m.safetensors", header, numbers))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<!doctype html>" * 9, bytes(7), b"\xff" * 64])
def test_any_other_file_is_refused_in_words(tmp_path, without_package, content):
    (tmp_path / "m.safetensors").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"m\.safetensors is not a whole"):
        read_safetensors(tmp_path / "m.safetensors")


def test_cut_file_is_refused_wherever_it_is_cut(tmp_path, request):
    save_file(STATE, tmp_path / "whole.safetensors")
    whole = (tmp_path / "whole.safetensors").read_bytes()
    request.getfixturevalue("without_package")
    for end in range(0, len(whole), 7):
        (tmp_path / "m.safetensors").write_bytes(whole[:end])
        with pytest.raises(CheckpointError):
            read_safetensors(tmp_path / "m.safetensors")
