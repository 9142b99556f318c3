"""All four published sizes: their parameters counted, and their files read by header, without their gigabytes."""

import json
import math

import pytest

from grader.lab.weights import formats
from reference import checkpoints, layouts, published
from reference.checkpoint_config import CheckpointError

COUNTS = {"124M": 124_439_808, "355M": 354_823_168, "774M": 774_030_080, "1558M": 1_557_611_200}
"""Parameters of the released checkpoints, the tied head counted once."""


def header(config, linear):
    """Return the header of a safetensors file of the hub's layout or Linear's, with masks, and its bytes of data."""
    names = {course: hub for hub, course in layouts.OUTER.items()}
    names |= {f"h.{i}.{c}": f"h.{i}.{hub}" for i in range(config.n_layer) for hub, c in layouts.INNER.items()}
    shapes = {}
    for name, shape in checkpoints.shapes(config).items():
        flipped = linear and name.rsplit(".", 1)[-1] in layouts.MATRICES
        shapes[names[name]] = shape[::-1] if flipped else shape
    mask = (1, 1, config.n_positions, config.n_positions)
    shapes |= {f"h.{i}.attn.bias": mask for i in range(config.n_layer)}
    found, at = {"__metadata__": {"format": "pt"}}, 0
    for key, shape in sorted(shapes.items()):  # as safetensors lays them out
        size = 4 * math.prod(shape)
        found[key] = {"dtype": "F32", "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    return found, at


def sparse(path, config, linear=False):
    """Write a file of the model's full size that takes no room: a header, and a hole behind it."""
    found, size = header(config, linear)
    text = json.dumps(found, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + size)
    return path


@pytest.mark.parametrize("name", published.MODELS)
def test_every_size_has_its_parameters(name):
    assert sum(math.prod(shape) for shape in checkpoints.shapes(published.MODELS[name]).values()) == COUNTS[name]


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("name", published.MODELS)
def test_every_size_is_known_from_its_header(name, linear, tmp_path):
    path = sparse(tmp_path / "model.safetensors", published.MODELS[name], linear)
    assert path.stat().st_blocks * 512 < 1_000_000, "this file system keeps no holes"
    wanted = published.MODELS[name]
    asked = {"gelu": wanted.gelu, "heads": wanted.n_head} if linear else {}
    assert formats.read_config_from_header(path, **asked) == wanted


def test_a_shape_that_does_not_fit_is_named(tmp_path):
    config = published.MODELS["1558M"]
    path = sparse(tmp_path / "model.safetensors", config)
    (tmp_path / "config.json").write_text(
        json.dumps({"n_layer": 48, "n_head": 25, "n_embd": 1600, "vocab_size": 50304, "n_positions": 1024,
                    "activation_function": "gelu_new"})
    )  # fmt: skip
    with pytest.raises(CheckpointError, match=r"W_e has shape \(50257, 1600\); the config wants \(50304, 1600\)"):
        formats.read_config_from_header(path)


def test_the_published_files_size_is_that_of_this_very_layout():
    """12 masks of 1024 x 1024 and every parameter in float32; what is over is the header."""
    found, size = header(published.MODELS["124M"], linear=False)
    over = published.GPT2_124M.size - size - 8
    assert (
        over > 0 and abs(over - len(json.dumps(found, separators=(",", ":")))) < 256
    )  # offsets in another order have other digits
