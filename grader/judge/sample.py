"""What came of one call: plain arrays under flat names, whether a student, a witness or a mistake was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass
class Sample:
    """One call of an op or a function on `inputs`, and of its backward on `upstream`.

    `outputs` has the key "output" for an op, else the function's own output names.
    `gradients` is keyed by argument; a dict argument's arrays are keyed "argument.key".
    `problem` says in words why the call gave nothing to compare, or is "". `near` says where it was caught calling
    its own functions near the inputs.
    """

    inputs: Mapping[str, Any]
    upstream: np.ndarray | None = None
    outputs: dict[str, np.ndarray] = field(default_factory=dict)
    gradients: dict[str, np.ndarray] = field(default_factory=dict)
    problem: str = ""
    unwritten: bool = False
    moved_inputs: str = ""

    @property
    def output(self) -> np.ndarray:
        """The op's output."""
        return self.outputs["output"]
