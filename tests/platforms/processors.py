"""The course on other processors: NumPy, OpenBLAS and PyTorch are told to compute as on each, with one thread and two.

`python -m tests.platforms.processors` asks every answer of the catalogue and runs the catalogue's tests on each kind
that this machine can be; it ends with 1 where a verdict differs. An emulated kind rounds as the real one does.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from grader.paths import COURSE


@dataclass(frozen=True)
class Processor:
    """What OpenBLAS and PyTorch call it, and up to which of its vectors NumPy goes: 2 (SSE), 3 (AVX2), 4 (AVX-512)."""

    openblas: str
    aten: str
    vectors: int
    threads: int

    @property
    def environment(self):
        """Return the variables that make a process compute so."""
        above = [feature for feature in __cpu_dispatch__ if _vectors(feature) > self.vectors]
        return {
            "OPENBLAS_CORETYPE": self.openblas,
            "ATEN_CPU_CAPABILITY": self.aten,
            "NPY_DISABLE_CPU_FEATURES": " ".join(above),
            "OPENBLAS_NUM_THREADS": str(self.threads),
            "OMP_NUM_THREADS": str(self.threads),
        }


def _vectors(feature):
    """Return the generation of a feature of NumPy's, which has named them as levels (X86_V3) since 2.4."""
    if feature.startswith("AVX512") or feature == "X86_V4":
        return 4
    return 3 if feature in ("X86_V3", "AVX2", "FMA3", "AVX", "F16C") else 2


PROCESSORS = [
    Processor("SkylakeX", "avx512", 4, 1),
    Processor("SkylakeX", "avx2", 4, 2),
    Processor("Haswell", "avx2", 3, 1),
    Processor("Haswell", "default", 3, 2),
    Processor("Sandybridge", "default", 2, 1),
    Processor("Sandybridge", "avx2", 2, 2),
    Processor("Prescott", "default", 2, 1),
    Processor("Prescott", "default", 2, 2),
]


def can_be(processor):
    """Return whether this machine has what that one has."""
    needed = {"SkylakeX": "AVX512F", "Haswell": "AVX2", "Sandybridge": "AVX", "Prescott": "SSE3"}[processor.openblas]
    return bool(__cpu_features__.get(needed))


def run(processor, *module):
    """Run a Python module as on this processor; return how it ended and what it printed."""
    environment = os.environ | processor.environment
    return subprocess.run(
        [sys.executable, "-m", *module], cwd=COURSE, env=environment, check=False, stdout=-1, text=True
    )


def outcomes(processor, *names):
    """Return which answers to the exercises named, all without a name, pass there."""
    return json.loads(run(processor, "tests.platforms.outcomes", *names).stdout)


def main():
    """Print a line for each processor; return 1 where one differs."""
    known, differs = None, False
    for processor in PROCESSORS:
        if not can_be(processor):
            print(f"{processor}: this machine cannot be one")
            continue
        found = outcomes(processor)
        known = known or found
        apart = [
            f"{name}: {answer}"
            for name in found
            for answer in found[name]
            if found[name][answer] != known[name][answer]
        ]
        tests = run(processor, "pytest", "tests/course/test_every_exercise.py", "-q", "--timeout", "600")
        print(f"{processor}: {len(apart)} answers judged otherwise {apart}; {tests.stdout.strip().splitlines()[-1]}")
        differs |= bool(apart) or tests.returncode != 0
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
