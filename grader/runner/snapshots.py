"""Take snapshots of everything that an answer may not change: its inputs, the upstream gradient, what it returned."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.runner.observation import CallResult, Snapshot
from grader.runner.plain_values import to_plain
from reference.naming import flatten


class SnapshotTaker:
    """Adds to the result of each call how the inputs, the upstream gradient and earlier returns stand after it."""

    def __init__(self, inputs: dict[str, Any], upstream: np.ndarray | None) -> None:
        self.inputs, self.upstream = inputs, upstream
        self.given = dict(flatten(inputs))
        self.returned: list[Any] = []

    def after(self, result: CallResult, returned: Any) -> CallResult:
        """Return the result with its snapshot; `returned` is the very thing that the call returned."""
        now = dict(flatten(self.inputs))
        replaced = [str(name) for name in self.given | now if now.get(name) is not self.given.get(name)]
        returned_before = [to_plain(earlier) for earlier in self.returned]
        result.snapshot = Snapshot(to_plain(self.inputs), to_plain(self.upstream), returned_before, replaced)
        self.returned.append(returned)
        return result
