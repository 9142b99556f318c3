"""What every gate is given to work with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from grader.lab.model.piece_set import PieceSet
from grader.lab.torch_process import TorchProcess

TEXT = "wiki.valid.raw"
"""The file of the data folder that the training curve is of."""

OnProgress = Callable[[str, int, int], None]
"""Called with what is being done, and how many steps of how many are done; 0 of 0 where that is not known."""


class GateContext:
    """The pieces under test, the folder with the data or None, PyTorch's process, and a callback for progress."""

    def __init__(
        self,
        pieces: PieceSet,
        data: Path | None = None,
        on_progress: OnProgress = lambda text, done, total: None,
    ) -> None:
        self.pieces, self.data, self.on_progress = pieces, data, on_progress

    @cached_property
    def torch(self) -> TorchProcess:
        """PyTorch's side of the gates, in a process that the first gate to call it starts, on one core."""
        return TorchProcess("grader.lab.gates.torch_side", threads=1, keep_freed_memory=True)

    def close(self) -> None:
        """End PyTorch's process, if it was started."""
        if "torch" in vars(self):
            self.torch.close()
