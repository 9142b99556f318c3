"""An exercise whose reference stands in another folder is found as the course's own are."""

import sys

import numpy as np
import pytest

import reference
from reference import oracles

FORWARD = """
def forward(x):
    return 2 * x


def torch_forward(x):
    return x + x
"""


@pytest.fixture(params=["part90_of_a_pack", "part03_linear_algebra"], ids=["a part of its own", "a part of the course"])
def pack(request, tmp_path, monkeypatch):
    """The name of a part to which a pack adds the exercise `double`."""
    part = tmp_path / "reference" / request.param
    part.mkdir(parents=True)
    (part / "double.py").write_text(FORWARD)
    monkeypatch.setattr(reference, "__path__", [*reference.__path__, str(tmp_path / "reference")])
    monkeypatch.delitem(sys.modules, f"reference.{request.param}.double", raising=False)
    oracles._archive.cache_clear()
    yield request.param
    sys.modules.pop(f"reference.{request.param}.double", None)
    oracles._archive.cache_clear()


def test_forward_of_a_pack_is_found(pack):
    assert oracles.forward(pack, "double")(3) == 6
    assert oracles.torch_forward(pack, "double")(3) == 6
    assert oracles.forward("part03_linear_algebra", "scale")(3, 2) == 6


def test_answers_of_a_pack_are_recorded_beside_its_forward(pack, tmp_path):
    inputs = {"x": np.arange(3.0)}
    digest = oracles.case_digest(inputs, None)
    path = oracles.archive_path(pack, "double")
    assert path == tmp_path / "reference" / pack / "double.npz"
    assert oracles.recorded_answer(pack, "double", "a case", digest) is None
    np.savez(path, **{"a case|digest": np.array(digest), "a case|output|output": 2 * inputs["x"]})
    oracles._archive.cache_clear()
    outputs, gradients = oracles.recorded_answer(pack, "double", "a case", digest)
    assert np.array_equal(outputs["output"], 2 * inputs["x"]) and not gradients


def test_unknown_exercise_has_no_archive():
    assert oracles.archive_path("part03_linear_algebra", "no_such_exercise") is None
