"""The project's own wheel, from which the page's Python takes the judge: the same code as on a student's machine."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from website import COURSE


def build_wheel(out: Path) -> Path:
    """Build the wheel into a folder, out of this clone and with nothing of an earlier build in it; return its path."""
    with tempfile.TemporaryDirectory() as scratch:
        commands = [
            *("egg_info", "--egg-base", scratch),
            *("build", "--build-base", f"{scratch}/build"),
            *("bdist_wheel", "--bdist-dir", f"{scratch}/dist", "--dist-dir", str(out.absolute())),
        ]
        run = [sys.executable, "setup.py", "-q", *commands]
        subprocess.run(run, cwd=COURSE, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return next(out.glob("gpt2_by_hand-*.whl"))
