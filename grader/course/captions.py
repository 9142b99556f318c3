"""Captions that several exercises share: how outputs are told that no answer returns under their names."""

from __future__ import annotations

from grader.course.spec import Caption

VALUE_ERROR = "a ValueError"

REFUSED = Caption("the error", {1.0: VALUE_ERROR, 0.0: "none"})
BITS = Caption("bits of the widest number that comes back")
BYTES = Caption("bytes of each number")
NEXT_DRAW = Caption("the generator's next number")

LAYER = {
    "parameters": Caption("number of parameters"),
    "spread_at_start": Caption("standard deviations of the initial weights"),
    "tails_at_start": Caption("mean fourth powers of the initial weights by their RMS, 3 for normal ones"),
    "drawn_in_order": Caption("the order of the initial draws", {1.0: "as promised", 0.0: "another"}),
    "none_without_bias": Caption("parameters that a layer without bias lacks", {1.0: "None each", 0.0: "not None"}),
    "same_of_array": Caption("what a plain array gives", {1.0: "what a Tensor gives", 0.0: "something else"}),
    "runs_repeat": Caption("initial weights, from one seed twice", {1.0: "equal ones", 0.0: "others"}),
    "weights_alike": Caption("pairs of initial weights that are equal"),
    "biases_at_start": Caption("largest initial bias"),
    "gammas_at_start": Caption(entries=(Caption("smallest initial gamma"), Caption("largest initial gamma"))),
    "float_bits": BITS,
}
"""What is measured of a new layer."""


def or_value_error(name: str = "", number: float = -1.0, *, by_pytorch: bool = True) -> Caption:
    """Return the caption of an output in which one number, and an empty array, stands for a ValueError."""
    return Caption(name, {number: VALUE_ERROR}, VALUE_ERROR, by_pytorch=by_pytorch)


def memory(allowed: str) -> Caption:
    """Return the caption of a measure that is 1 where a call allocates more than is `allowed`, else 0."""
    return Caption("memory that a call allocates", {0.0: f"at most {allowed}", 1.0: "more"})


def pytorch(name: str) -> Caption:
    """Return the caption of an output that PyTorch computes, under another name."""
    return Caption(name, by_pytorch=True)
