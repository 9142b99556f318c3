"""Every attack earns nothing where it attacks, the honest exercise beside it earns all, and nothing is left behind."""

import os
from pathlib import Path

import pytest

from grader.course import registry
from grader.course.registry import key
from grader.judge.grade_files import grade_files
from grader.judge.sandbox.sandbox_cache import SandboxCache
from grader.paths import SOLUTIONS
from tests.hostile.attacks import asking, endless, hungry, learning, leaving, numbers, pretending, spying, wires

FAMILIES = {module.__name__.rpartition(".")[2]: module.ATTACKS for module in (
    asking, endless, hungry, learning, leaving, numbers, pretending, spying, wires)}  # fmt: skip
ALL = {f"{family}: {name}": attack for family, attacks in FAMILIES.items() for name, attack in attacks.items()}
ALONE = [attacks[name] for attacks in FAMILIES.values() for name in [*attacks][::5]]
"""Each fifth attack of a family has a sandbox of its own, as `grader check --sandbox` starts one."""

SEED = 20_260


def solution(name):
    return (SOLUTIONS / key(name).replace(".", "/")).with_suffix(".py").read_text()


def descendants():
    """The processes that this one has started, and those that they have, inside a sandbox too, by what they run."""
    parents, runs = {}, {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            process, told = int(status.parent.name), status.read_text()
            parents[process] = int(told.rpartition(")")[2].split()[1])
            runs[process] = status.with_name("cmdline").read_bytes()
        except (OSError, ValueError):
            continue
    found = {os.getpid()}
    while more := {process for process, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(runs[process] for process in found - {os.getpid()})


def descriptors():
    return sorted(os.listdir("/proc/self/fd"))


@pytest.fixture(scope="module")
def sandbox_of_all():
    """One sandbox for the whole corpus, kept from attack to attack as from submission to submission of a class."""
    cache = SandboxCache()
    yield cache
    cache.close()


@pytest.mark.parametrize("attack", ALL.values(), ids=ALL)
def test_an_attack_passes_nothing_and_harms_nobody(attack, sandbox_of_all, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    cache = sandbox_of_all if attack not in ALONE else None
    if cache:
        cache.give_back(cache.take())  # it is there before and after
    before = descriptors(), descendants()
    pieces = {name for piece in (attack.honest,) for name in (piece, *registry.entry(piece).requires)}
    files = {key(name): solution(name) for name in pieces} | {key(attack.exercise): attack.text}
    names = [attack.exercise, attack.honest]
    found = grade_files(files, names, SEED, seconds=attack.seconds, memory=attack.memory, vetted=False, cache=cache)
    attacked, honest = found[attack.exercise], found[attack.honest]
    assert attacked.verdict, attacked.trouble
    told = "; ".join(f"{c.name}: {f.message}" for c, f in attacked.verdict.failures)
    assert "\x1b" not in told and len(told) < 50_000
    assert attacked.verdict.points <= attack.share * attacked.verdict.max_points, told
    assert not attacked.verdict.passed
    assert attack.said in told
    assert "FOUND" not in attacked.verdict.printed, attacked.verdict.printed
    assert honest.verdict and honest.verdict.passed, honest.trouble or honest.verdict.failures[0][1].message
    assert honest.verdict.points == honest.verdict.max_points
    assert (descriptors(), descendants()) == before
    assert not list(tmp_path.iterdir())


def test_there_are_more_than_forty_attacks():
    assert len(ALL) > 100
