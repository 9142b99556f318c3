"""`grader dev`: for whoever writes exercises: what they still lack, and the files that are made from them."""

from __future__ import annotations

import time

from cyclopts import App

from grader.cli.terminal import relative_path, say
from grader.course import registry, stubs
from grader.errors import BadInput
from grader.judge import record_oracle
from grader.judge.dev_check.rules import has_torch, shortfalls_of
from grader.paths import installing

dev_ = App(name="dev", help="What exercises still lack, and the files that are made from them.")


@dev_.command
def check(*names: str) -> int:
    """List what exercises still lack; without NAMES, every exercise of the course and of the packs that are loaded.

    Parameters
    ----------
    names
        The exercises, as `grader list` has them.
    """
    chosen = [registry.key(name).split(".")[1] for name in names] or registry.all_names()
    if not has_torch():
        say(f"PyTorch is not installed: what it says was not compared. {installing('oracle')} brings it.", "yellow")
    wanting = 0
    for each in chosen:
        wanting += _check(each)
    if len(chosen) > 1:
        say(f"{len(chosen)} exercises, {wanting or 'none'} with something left to do", "bold")
    return 1 if wanting else 0


def _check(name: str) -> bool:
    """Print what one exercise falls short of, rule by rule; return whether it does of anything."""
    start, rule, count = time.perf_counter(), "", 0
    for count, shortfall in enumerate(shortfalls_of(name), start=1):
        if count == 1:
            say(name, "bold")
        if shortfall.rule != rule:
            rule = shortfall.rule
            say(f"  not yet: {rule}")
        say(f"    {relative_path(shortfall.file)}: {shortfall.message}")
    seconds = time.perf_counter() - start
    if count:
        say(f"✗ {name}: {count} thing{'s' if count > 1 else ''} to do ({seconds:.1f} s)", "red")
    else:
        say(f"✓ {name}: nothing left to do ({seconds:.1f} s)", "green")
    return bool(count)


@dev_.command
def record(name: str | None = None) -> int:
    """Record PyTorch's answers to an exercise's cases beside its reference; without NAME, of every exercise.

    Parameters
    ----------
    name
        The exercise, as `grader list` has it.
    """
    if not has_torch():
        raise BadInput(f"PyTorch's answers are recorded, and it is not installed: {installing('oracle')} brings it.")
    record_oracle.main([name] if name else [])
    return 0


@dev_.command(name="stubs")
def cut_stubs(name: str | None = None) -> int:
    """Cut an exercise's stub anew from its solution; without NAME, every stub.

    A text that stands there and is not in git's last commit is kept beside it.

    Parameters
    ----------
    name
        The exercise, as `grader list` has it.
    """
    stubs.main([name] if name else [])
    return 0
