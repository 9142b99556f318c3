"""Calls a piece of part 15 with its work cut into row ranges, however many threads the machine has.

The piece cuts its rows by `share(work, n)`, which it imports from the exercise of that name. With one BLAS thread the
student's own `share` does all rows in one range, and an error at the border of two ranges would not show.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from grader.course.drivers.module_lookup import module_names
from grader.course.drivers.peak_memory import within_memory

RANGES = 3


@contextmanager
def split_rows(answer: Any, ranges: int = RANGES) -> Iterator[None]:
    """Replace `share` in the answer's file by one that does up to so many ranges one after another, the last first."""
    names = module_names(answer)
    if not callable(own := names.get("share")):
        yield
        return
    names["share"] = partial(_share_in_reverse, ranges)
    try:
        yield
    finally:
        names["share"] = own


def _share_in_reverse(
    ranges: int, work: Callable[[int, int], Any], n: int, least: int = 1, threads: int | None = None
) -> None:
    count = max(1, min(threads or ranges, n // max(1, least)))
    for start, stop in reversed([*pairwise(n * i // count for i in range(count + 1))]):
        work(start, stop)


def call_op(op: Callable, *inputs: Any) -> Any:
    """Call an op with its rows split, and once more with `out=` for its output and its gradients.

    Returns (output, backward) of the call without `out`, where they have these types, else what came.
    Raises ValueError where the arrays given as `out`, or what is returned beside them, hold anything else than what is
    returned without.
    """
    with split_rows(op):
        returned = op(*inputs)
    if not isinstance(returned, tuple) or len(returned) != 2 or not isinstance(returned[0], np.ndarray):
        return returned
    output, backward = returned
    out = np.full(output.shape, np.nan, output.dtype)
    with split_rows(op):
        output_with_out, backward_with_out = op(*inputs, out=out)
    require_same("out", out, output)
    require_same("what is returned beside out", np.asarray(output_with_out), output)

    def backward_both_ways(upstream: np.ndarray) -> Any:
        with split_rows(op):
            gradients = backward(upstream)
            upstream_copy = np.array(upstream, order="C")  # an out is contiguous
            outs = _outs(gradients, upstream_copy)
            returned_with_out = backward_with_out(upstream_copy, out=outs)
        name_of_input = next(name for name in ("u", "x", "Q") if name in gradients)
        for name, array in outs.items() if isinstance(outs, dict) else [(name_of_input, outs)]:
            require_same(f"backward's out, for {name},", array, np.asarray(gradients[name]))
        for name, array in gradients.items():
            require_same(f"what backward returns of {name} beside its out", np.asarray(returned_with_out[name]), array)
        return gradients

    return output, backward_both_ways


def call_op_on_copies(op: Callable, many: int, chunk: int | None, x: np.ndarray, *others: Any) -> Any:
    """Call an op of entries or rows on copies of x with `many` entries in all; of a chunk the memory is measured.

    Where `chunk` is None chunks are as large as by default. Else the op is called in chunks of that size, and
    MemoryError is raised where a call, with an array for its answer, allocates more than a third of the bytes of all
    copies. Returns (output, backward) for one copy of x; a gradient of another shape than x's is a sum over all, and is
    divided by their number. Raises ValueError where two copies of x have different outputs or gradients.
    """
    copies, options = -(-many // x.size), {} if chunk is None else {"chunk": chunk}
    large = np.concatenate([x] * copies)
    out, d_out = np.full((2, *large.shape), np.nan, x.dtype)  # new memory might hold an earlier call's answer
    limit = large.nbytes / 3 if options else math.inf
    what = f"on arrays of {large.nbytes:,} bytes, in chunks of {chunk} entries,"
    with split_rows(op, ranges=1):
        small_backward = op(x, *others, **options)[1]  # what only a first call allocates does not count
        output, backward = within_memory(limit, f"a call {what}", lambda: op(large, *others, **options, out=out))

    def backward_of_copies(upstream: np.ndarray) -> dict[str, np.ndarray]:
        d_out.fill(np.nan)
        upstreams = np.concatenate([upstream] * copies)
        with split_rows(op, ranges=1):
            small_backward(upstream)
            gradients = within_memory(limit, f"backward {what}", lambda: backward(upstreams, out=d_out))
        return {
            name: _one_of(f"the gradient of {name}", array, copies) if len(array) == copies * len(x) else array / copies
            for name, array in gradients.items()
        }

    return _one_of("the output", output, copies), backward_of_copies


def _one_of(what: str, array: np.ndarray, copies: int) -> np.ndarray:
    """Return the first of `copies` equal parts of an array."""
    parts = array.reshape(copies, -1, *array.shape[1:])
    apart = ~np.isclose(parts, parts[0], rtol=1e-9, atol=1e-12).reshape(copies, -1).all(axis=1)
    if np.any(apart):
        at = int(np.argmax(apart))
        raise ValueError(f"{copies} times the same rows were given: {what} is another one from copy {at} on")
    return parts[0]


def _outs(gradients: Any, upstream: np.ndarray) -> Any:
    """Return backward's `out`: a new array for each of Q, K and V, else the upstream gradient itself, in place."""
    if "Q" not in gradients:
        return upstream
    return {name: np.full(np.shape(g), np.nan, np.asarray(g).dtype) for name, g in gradients.items()}


def require_same(
    what: str, array: np.ndarray, expected: np.ndarray, than: str = "is returned where no out is given"
) -> None:
    """Raise ValueError where an array does not hold what is expected, to the accuracy of float32."""
    if array is expected or np.array_equal(array, expected):
        return
    if array.shape != expected.shape or not np.allclose(array, expected, rtol=1e-6, atol=1e-9, equal_nan=True):
        raise ValueError(f"{what} does not hold what {than}")
