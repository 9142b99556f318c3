"""gradient_check: hold an op's backward against the slopes of its own forward, and say whether it can be trusted.

Forward   L = sum(u * Y) with Y = op(*inputs) and u a random upstream gradient of Y's shape
Given     the op, its inputs by name, and the names to check
Wanted    for each name the largest absolute and relative error of backward(u) against central differences of L,
          and whether every entry passes
Source    Goodfellow, Bengio and Courville, Deep Learning (2016), section 11.5
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..part01_calculus.central_difference import central_difference

# By hand: op(a, b, c) = [100 a, 1e-8 b, 2 c] for three numbers, and its backward of u says 100.0001 u[0] for a,
# 3e-8 u[1] for b and 2.002 u[2] for c. With u = [1, -1, 1], rtol = 1e-5 and atol = 1e-7: what is each verdict, 1 for
# passed and 0 for refused?
by_hand = {"verdict": [1, 1, 0]}


def gradient_check(
    op: Callable[..., tuple[Any, Callable]],
    inputs: Mapping[str, Any],
    wrt: Sequence[str],
    eps: float = 1e-6,
    rtol: float = 1e-5,
    atol: float = 1e-7,
    rng: np.random.Generator | None = None,
) -> dict[str, tuple[float, float, bool]]:
    """Return {name: (max_abs, max_rel, passed)} for every name in wrt; op(*inputs.values()) -> (output, backward).

    inputs has arrays, and plain values that the op takes besides; arrays of floats are checked in float64, and the
    caller's arrays stay as they are. With a an entry of backward's gradient and n the central difference of step eps:
    passed, a bool, is whether each entry has |a - n| < atol or |a - n| < rtol max(|a|, |n|). max_abs is the largest
    |a - n|, max_rel the largest |a - n| / max(|a|, |n|) among the entries with |a - n| >= atol (0.0 if there are none).
    A gradient that is missing, or not of its input's shape, gives (inf, inf, False); one with a nan does not pass.
    rng draws the upstream gradient; without it every call draws the same numbers. Raises ValueError for a name in wrt
    that inputs lacks, or whose values are integers: there is no slope between whole numbers.
    """
    ### BEGIN SOLUTION
    for name in wrt:
        if name not in inputs:
            raise ValueError(f"wrt names {name!r}, and inputs has only {', '.join(inputs)}")
        if np.asarray(inputs[name]).dtype.kind != "f":
            raise ValueError(f"{name} holds no floats: a gradient with respect to whole numbers does not exist")
    rng = np.random.default_rng(0) if rng is None else rng
    held = {name: _own(value) for name, value in inputs.items()}
    output, backward = op(*held.values())
    # L is one number, so a single u stands for all of Y. It has to be random: of a constant u, softmax and LayerNorm
    # send back 0, and so does a backward that returns zeros. The op gets a copy, since it may be a bad one.
    upstream = rng.standard_normal(np.shape(output))
    gradients = backward(upstream.copy())
    report = {}
    for name in wrt:

        def rise(x: np.ndarray, name: str = name) -> float:
            """L at x less L here: the entries of Y that x does not reach drop out before they can round anything."""
            moved = op(*(held | {name: x}).values())[0]
            return float(np.sum(upstream * (moved - output)))

        slopes = central_difference(rise, held[name], eps)
        report[name] = _compare(gradients.get(name), slopes, rtol, atol)
    return report


def _own(value: Any) -> Any:
    """Copy an array, floats as float64: a step of 1e-6 is lost in float32, and nobody else's array may change."""
    if not isinstance(value, (np.ndarray, np.floating)):
        return value
    return np.array(value, dtype=np.float64 if value.dtype.kind == "f" else value.dtype)


def _compare(analytic: Any, numeric: np.ndarray, rtol: float, atol: float) -> tuple[float, float, bool]:
    """Return the largest absolute error, the largest relative one that the floor does not excuse, and the verdict."""
    if analytic is None or np.shape(analytic) != numeric.shape:
        return float("inf"), float("inf"), False  # or broadcasting would make (1, N) and (N,) agree
    off = np.abs(analytic - numeric)
    larger = np.maximum(np.abs(analytic), np.abs(numeric))
    # Where a and n are both nearly 0 their ratio is that of two rounding errors. Only what reaches atol counts, and
    # a nan, which is not below anything, counts as well.
    counts = ~(off < atol)
    with np.errstate(invalid="ignore"):
        relative = off[counts] / np.maximum(larger[counts], np.finfo(np.float64).tiny)  # (entries that count,)
    max_rel = float(np.max(relative, initial=0.0))
    return float(np.max(off, initial=0.0)), max_rel, max_rel < rtol
    ### END SOLUTION
