"""The trained sorter, a checkpoint that others made, runs on the solutions' pieces."""

import numpy as np
import pytest

from grader.lab.model import inference
from grader.lab.model.gpt2 import GPT2
from grader.lab.model.record_activations import record_activations
from grader.lab.model.resolve_pieces import solution_pieces
from grader.lab.weights import formats


@pytest.fixture(scope="module")
def model(data):
    return GPT2(solution_pieces(), formats.read(data / "nano-sort"))


def test_all_729_inputs_are_sorted(model):
    sorted_right = [
        np.array_equal(np.sort(a), b)
        for given, out in inference.sort_all(model)
        for a, b in zip(given, out, strict=True)
    ]
    assert len(sorted_right) == 729 and all(sorted_right)


def test_activations_are_the_recorded_ones_to_5e_6(model, data):
    wanted = dict(np.load(data / "nano-sort" / "activations.npz"))
    kept = record_activations(model, wanted["idx"].astype(np.int64))
    first = {name.removeprefix("h.0."): array for name, array in kept.items() if not name.startswith(("h.1.", "h.2."))}
    blocks = {f"block{i}": kept[f"h.{i}.mlpResid"] for i in range(3)}
    compared = 0
    for name, array in (first | blocks).items():
        seen = np.isfinite(wanted[name])  # the recorded scores are masked with -inf already
        assert np.max(np.abs(array - wanted[name]), where=seen, initial=0) < 5e-6, name
        compared += 1
    assert compared == 23


def test_the_other_gelu_is_off_by_a_thousand_times_as_much(model, data):
    wanted = np.load(data / "nano-sort" / "activations.npz")["gelu"]
    kept = {}
    wide = np.load(data / "nano-sort" / "activations.npz")["fc"].astype(np.float64)
    kept["erf"], kept["tanh"] = model.ops.gelu(wide), model.ops.gelu_tanh(wide)
    assert np.abs(kept["tanh"] - wanted).max() < 5e-6
    assert np.abs(kept["erf"] - wanted).max() > 1e-4
