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

if not __package__:
    raise SystemExit("python -m exercises.part07_verification.gradient_check runs it, grader check judges it")

from ..part01_calculus.central_difference import central_difference

# By hand: op(a, b, c) = [100 a, 1e-8 b, 2 c] for three numbers, and its backward of u says 100.0001 u[0] for a,
# 3e-8 u[1] for b and 2.002 u[2] for c. With u = [1, -1, 1], rtol = 1e-5 and atol = 1e-7: what is each verdict, 1 for
# passed and 0 for refused?
by_hand = {"verdict": None}


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
    raise NotImplementedError(
        "gradient_check: derive for each name the largest absolute and relative error of backward(u) "
        "against central differences of L, and whether every entry passes."
    )
