"""How the arrays of a call lie in memory, and which of them are one and the same: the same numbers in other places.

A message brings arrays in C order, each by itself, so they are laid out here, beside the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from reference.naming import flatten, replace


class Layout(StrEnum):
    """Where the entries of an array lie; all but PLAIN are read-only."""

    PLAIN = "plain"
    TRANSPOSED = "transposed"
    """In Fortran order, as the transpose of a contiguous array is."""
    STRIDED = "strided"
    """Every other entry of a larger array, from its end to its beginning."""
    REPEATED = "repeated"
    """One number, as np.broadcast_to repeats it: every stride is 0."""
    ROW_REPEATED = "row repeated"
    """The first row, repeated in the same way along the first axis."""


@dataclass(frozen=True)
class Arrangement:
    """The layouts of the inputs and of the upstream gradient; `same` are flat names of inputs that are one array."""

    inputs: Layout = Layout.PLAIN
    upstream: Layout = Layout.PLAIN
    same: Sequence[str] = ()

    def of_inputs(self, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the inputs as they are arranged."""
        for name, value in flatten(inputs):
            if isinstance(value, np.ndarray):
                inputs = replace(inputs, name, laid_out(value, self.inputs))
        arrays = dict(flatten(inputs))
        for name in self.same:
            inputs = replace(inputs, name, arrays[self.same[0]])
        return inputs

    def of_upstream(self, upstream: np.ndarray | None) -> np.ndarray | None:
        """Return the upstream gradient as it is arranged."""
        return None if upstream is None else laid_out(upstream, self.upstream)


PLAIN = Arrangement()
"""As the inputs came, each array by itself."""


def laid_out(array: np.ndarray, layout: Layout | str) -> np.ndarray:
    """Return an array of the same numbers, or of those that are repeated, in another layout."""
    if layout == Layout.PLAIN:
        return array
    if layout in (Layout.REPEATED, Layout.ROW_REPEATED) and array.size:
        one = array.reshape(-1)[0] if layout == Layout.REPEATED else array[:1]
        return np.broadcast_to(one.copy(), array.shape)
    if layout == Layout.STRIDED and array.ndim:
        wide = np.zeros(tuple(2 * n for n in array.shape), array.dtype)
        laid = wide[tuple(slice(None, None, -2) for _ in array.shape)]
        laid[...] = array
    else:
        laid = np.array(array, order="F")
    laid.flags.writeable = False
    return laid
