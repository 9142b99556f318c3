"""`grader check`: the verdict on some exercises, or on every unlocked one up to the first that does not pass."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from grader.cli.check_exercises import check_exercises
from grader.cli.options import SEED


def check_(
    *names: str,
    file: Path | None = None,
    seed: Annotated[int | None, SEED] = None,
    json: bool = False,
    every: Annotated[bool, Parameter(name="--all", negative="")] = False,
    sandbox: Annotated[bool, Parameter(negative="")] = False,
    unsandboxed: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Judge exercises; without NAMES, every unlocked one in order, stopping where you are.

    Parameters
    ----------
    names
        The exercises, as `grader list` has them, or paths of their files, each judged as by --file.
    file
        Judge this file instead of yours, alone: what it imports comes from its own tree or from the solutions.
    seed
        Draw other inputs; with PyTorch installed, its answers are asked for live.
    json
        Print the verdict as JSON; of several exercises, or without NAMES, a list of them.
    every
        Show every failed check, not the first five.
    sandbox
        Run the code as for marks: in a sandbox that has NumPy and SciPy and nothing else (Linux, bubblewrap).
    unsandboxed
        The same in a plain process, where no sandbox can be had: for code that you trust.
    """
    return check_exercises(names, file, seed, json=json, every=every, sandbox=sandbox, unsandboxed=unsandboxed)
