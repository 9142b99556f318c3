"""`grader doctor`: which of the things that the grader needs this machine has, and how to get the others."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from grader.cli.terminal import say
from grader.errors import ExitCode, GraderError
from grader.paths import installing
from grader.runner import platform

CORE = ("numpy", "scipy", "pytest", "tiktoken", "safetensors")
"""Packages that are needed."""

EXTRAS = {
    "torch": ("oracle", "live answers of PyTorch, gates and benchmarks beside it"),
    "nbgrader": ("instructor", "notebooks of a class"),
    "distributed": ("instructor", "a class graded on many machines"),
    "huggingface_hub": ("weights", "OpenAI's weights from the Hub"),
    "matplotlib": ("plots", "figures"),
}
"""Packages that are not: the extra that installs each, and what it is for."""


@dataclass(frozen=True)
class DoctorLine:
    """One thing that was tested. Without a `needed` one no marks can be given, or exercises judged."""

    ok: bool
    text: str
    needed: bool = True


def doctor_() -> int:
    """Test this machine: Python, NumPy's kernel, the sandbox that code runs in for marks, and the extras."""
    missing = False
    for line in (*_core(), *_sandbox(), *_extras()):
        missing |= line.needed and not line.ok
        say(f"{'✓' if line.ok else '✗' if line.needed else '·'} {line.text}", "" if line.ok else "yellow")
    wanted = "marks need" if platform.MAY_HAVE_SANDBOX else "exercises need"
    say(f"{'Not everything' if missing else 'Everything'} that {wanted} is here.", "bold")
    return ExitCode.GRADER_FAILED if missing else ExitCode.PASSED


def _core() -> Iterator[DoctorLine]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield DoctorLine(sys.version_info >= (3, 11), f"Python {version} (3.11 or newer is needed)")
    for name in CORE:
        yield _package(name, f"pip install {name}", needed=True)
    yield from _blas()


def _package(name: str, install: str, *, needed: bool) -> DoctorLine:
    if importlib.util.find_spec(name) is None:
        return DoctorLine(False, f"{name} is not installed: {install}", needed)
    return DoctorLine(True, f"{name} {importlib.metadata.version(name)}", needed)


def _blas() -> Iterator[DoctorLine]:
    """Say which library multiplies NumPy's matrices, for which processor, on how many threads."""
    import numpy  # noqa: F401  (its BLAS is looked at)
    from threadpoolctl import threadpool_info

    for library in threadpool_info():
        if library["user_api"] == "blas":
            blas = f"{library['internal_api']} {library['version']}, {library.get('architecture', 'unknown kernel')}"
            yield DoctorLine(True, f"NumPy multiplies by {blas}, threads: {library['num_threads']}")


def _sandbox() -> Iterator[DoctorLine]:
    """Start a sandbox, and test what the code in it can reach and which limits are set."""
    if not platform.MAY_HAVE_SANDBOX:
        yield DoctorLine(False, f"sandbox: {platform.MARKS_NEED}", needed=False)
        return
    from grader.judge.sandbox.probe import probe_sandbox

    try:
        program = _bubblewrap_version()
        start = time.perf_counter()
        probe = probe_sandbox()
    except GraderError as reason:
        yield DoctorLine(False, f"sandbox: {reason}")
        return
    yield DoctorLine(
        True, f"sandbox: {program} starts a worker, {time.perf_counter() - start:.2f} s from start to answer"
    )
    reached = ", ".join(probe.reached)
    access = f"reaches {reached}" if reached else "reaches no network, no process, no file of yours or of the course"
    yield DoctorLine(not reached, f"sandbox: what runs in it {access}")
    unbound = ", ".join(probe.unbound)
    limits = f"not set: {unbound}" if unbound else "memory, CPU time, file size, open files, processes, no core"
    yield DoctorLine(not unbound, f"sandbox: limits of the system: {limits}")


def _bubblewrap_version() -> str:
    import subprocess

    from grader.judge.sandbox.bubblewrap import bubblewrap_path

    done = subprocess.run([bubblewrap_path(), "--version"], capture_output=True, encoding="utf-8", check=False)
    return done.stdout.strip() or "bubblewrap"


def _extras() -> Iterator[DoctorLine]:
    for name, (extra, purpose) in EXTRAS.items():
        line = _package(name, installing(extra), needed=False)
        yield DoctorLine(line.ok, f"{line.text} ({purpose})", needed=False)
