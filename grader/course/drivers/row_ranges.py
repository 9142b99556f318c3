"""Calls a piece of part 15 with its work cut into row ranges, however many threads the machine has.

The piece cuts its rows by `share(work, n)`, which it imports from the exercise of that name. With one BLAS thread the
student's own `share` does all rows in one range, and an error at the border of two ranges would not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np

from grader.course.drivers.module_lookup import module_names

RANGES = 3


@contextmanager
def split_rows(answer: Any) -> Iterator[None]:
    """Replace `share` in the answer's file by one that does up to three ranges one after another, the last first."""
    names = module_names(answer)
    if not callable(own := names.get("share")):
        yield
        return
    names["share"] = _share_in_reverse
    try:
        yield
    finally:
        names["share"] = own


def _share_in_reverse(work: Callable[[int, int], Any], n: int, least: int = 1, threads: int | None = None) -> None:
    count = max(1, min(threads or RANGES, n // max(1, least)))
    for start, stop in reversed([*pairwise(n * i // count for i in range(count + 1))]):
        work(start, stop)


def call_op(op: Callable, *inputs: Any) -> Any:
    """Call an op with its rows split, and once more with `out=` for its output and its gradients.

    Returns (output, backward) of the call without `out`, where they have these types, else what came.
    Raises ValueError where the arrays given as `out` hold anything else afterwards than what is returned without.
    """
    with split_rows(op):
        returned = op(*inputs)
    if not isinstance(returned, tuple) or len(returned) != 2 or not isinstance(returned[0], np.ndarray):
        return returned
    output, backward = returned
    out = np.full(output.shape, np.nan, output.dtype)
    with split_rows(op):
        _, backward_with_out = op(*inputs, out=out)
    _require_same("out", out, output)

    def backward_both_ways(upstream: np.ndarray) -> Any:
        with split_rows(op):
            gradients = backward(upstream)
            upstream_copy = np.array(upstream, order="C")  # an out is contiguous
            outs = _outs(gradients, upstream_copy)
            backward_with_out(upstream_copy, out=outs)
        name_of_input = next(name for name in ("u", "x", "Q") if name in gradients)
        for name, array in outs.items() if isinstance(outs, dict) else [(name_of_input, outs)]:
            _require_same(f"backward's out, for {name},", array, np.asarray(gradients[name]))
        return gradients

    return output, backward_both_ways


def _outs(gradients: Any, upstream: np.ndarray) -> Any:
    """Return backward's `out`: a new array for each of Q, K and V, else the upstream gradient itself, in place."""
    if "Q" not in gradients:
        return upstream
    return {name: np.full(np.shape(g), np.nan, np.asarray(g).dtype) for name, g in gradients.items()}


def _require_same(what: str, out: np.ndarray, expected: np.ndarray) -> None:
    if out.shape != expected.shape or not np.allclose(out, expected, rtol=1e-6, atol=1e-9, equal_nan=True):
        raise ValueError(f"{what} does not hold what is returned where no out is given: write the answer into it")
