"""What was measured on: the machine, and the libraries that a process has loaded, with their kernels and threads."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

PINS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""Environment variables that choose OpenBLAS's kernels and blocking."""
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def here() -> str:
    """Name the machine, its processors and this Python."""
    return (
        f"{platform.system()} {platform.machine()}, {_processor()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "processor unknown"


def libraries() -> str:
    """Name the numeric libraries of this process: versions, BLAS, kernel, threads."""
    from threadpoolctl import threadpool_info

    told = [f"{name} {sys.modules[name].__version__}" for name in ("numpy", "scipy", "torch") if name in sys.modules]
    for pool in threadpool_info():
        kernel = f" {pool['architecture']}" if "architecture" in pool else ""
        version = f" {pool['version']}" if pool["version"] else ""
        told.append(f"{pool['internal_api']}{version}{kernel}, {_threads(pool['num_threads'])}")
    if "torch" in sys.modules:
        import torch

        told.append(f"ATen {torch.backends.cpu.get_cpu_capability()}, {_threads(torch.get_num_threads())}")
    return "; ".join(dict.fromkeys(told))


def _threads(count: int) -> str:
    return f"{count} thread{'s' * (count != 1)}"
