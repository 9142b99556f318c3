"""The files that a run leaves in its folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from grader.lab.training import curve, estimates, settings
from grader.lab.weights.state_files import VOCABULARY

STATE_FILE = "training.npz"
"""Where `train` saves the model, the optimizer and the random generator."""

REPORT = "report.html"

RUN_FILES = (
    *(STATE_FILE, curve.FILE, "curve.png", estimates.FILE, REPORT, settings.FILE),
    *("config.json", "model.safetensors", *VOCABULARY),
)
"""What a run leaves in its folder, beside the folder estimates.BEST."""


def clear(folder: Path) -> None:
    """Remove what a run before left in the folder."""
    for name in RUN_FILES:
        (folder / name).unlink(missing_ok=True)
    if (folder / estimates.BEST).is_dir():
        shutil.rmtree(folder / estimates.BEST)
