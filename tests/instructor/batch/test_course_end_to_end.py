"""A whole course under nbgrader, from release to export: every part, 30 students, honest and hostile."""

import csv
import json
import os
import sys
from importlib import import_module
from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install -e '.[instructor]'")

from grader.course import registry
from grader.instructor import judge_task
from grader.instructor.notebooks.source_notebook import as_source
from grader.instructor.release.course_folder import release_course
from grader.paths import COURSE
from tests.instructor.nbgrader_plugin.conftest import cell_of, nbgrader, needs_a_sandbox, released, source_of
from tests.instructor.nbgrader_plugin.gradebook import scores, state

ATTACKED = "part03_linear_algebra"
"""The part that the attacks are handed in for: each attacks gelu."""

HONEST = "add"
"""What every attacker has solved, and earns."""

ATTACKS = {
    "endless": ("a loop at import", "one NumPy call", "ignoring SIGALRM and SIGINT"),
    "hungry": ("lists without end", "a fork bomb", "threads left running", "a flood on the real stdout",
               "the disk filled with one file"),
    "learning": ("a central difference",),
    "leaving": ("os._exit at import", "the real _exit in the forward", "os._exit in backward", "sys.exit",
                "BaseException", "everybody's SIGKILL"),
    "numbers": ("the output changes in backward", "NaN", "an array without axes"),
    "pretending": ("NumPy patched", "the built-ins patched", "an object that equals everything",
                   "an object with __array__", "a subclass of ndarray that is always equal"),
    "spying": ("other processes", "the network", "the file system"),
    "wires": ("every descriptor closed", "READY on every descriptor", "too few bytes"),
}  # fmt: skip
"""One of each kind, by family of tests/hostile/attacks."""

PATIENCE = 4.0
"""Seconds for one exercise's answer: the endless ones take them all."""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The course, released through nbgrader's exchange."""
    needs_a_sandbox()
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    monkeypatch.syspath_prepend(COURSE / "tests" / "hostile")
    right = judge_task.grade_files
    monkeypatch.setattr(judge_task, "grade_files", lambda *args, **options: right(*args, **options, seconds=PATIENCE))
    folder = tmp_path / "course"
    release_course(folder)
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    settings = f'\nc.Exchange.root = "{exchange}"\nc.Exchange.cache = "{tmp_path / "cache"}"\n'
    settings += "c.ExchangeCollect.check_owner = False\n"  # one user submits for all
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(settings)
    for part in registry.parts():
        assert nbgrader(folder, "generate_assignment", part) == 0
        assert nbgrader(folder, "release_assignment", part) == 0
    return folder


def attacks():
    """Return the attacks on gelu, by student."""
    found = {}
    for family, names in ATTACKS.items():
        known = import_module(f"tests.hostile.attacks.{family}").ATTACKS
        for number, name in enumerate(names):
            found[f"{family}{number}"] = known[name]
    return found


def solve(notebook, course, names):
    """Put the solutions of some exercises into a released notebook."""
    for name in names:
        cell_of(notebook, name)["source"] = cell_of(source_of(course, registry.part_of(name)), name)["source"]
    return notebook


def hostile(course, attack):
    """Return the part's notebook with the attack, one honest answer, and nothing else."""
    notebook = solve(released(course, ATTACKED), course, (HONEST,))
    cell_of(notebook, attack.exercise)["source"] = as_source(attack.exercise, attack.text)
    return notebook


def submit(course, student, notebook, part):
    """Submit as a student does: from their own folder, through the exchange."""
    folder = course.parent / student
    (folder / part).mkdir(parents=True)
    content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    (folder / part / f"{part}.ipynb").write_bytes(content)
    (folder / "nbgrader_config.py").write_text((course / "nbgrader_config.py").read_text())
    assert nbgrader(folder, "submit", part, f"--student={student}") == 0


def points(part, names=None):
    return {
        name: float(registry.entry(name).points) * (names is None or name in names) for name in registry.names(part)
    }


@pytest.mark.timeout(600)
def test_from_release_to_export(course):
    parts = registry.parts()
    wanted = {("solved", part): points(part) for part in parts}
    for part in parts:
        submit(course, "solved", source_of(course, part), part)
    submit(course, "stub", released(course, parts[3]), parts[3])
    wanted["stub", parts[3]] = points(parts[3], ())
    half = registry.names(parts[4])[::2]
    submit(course, "partly", solve(released(course, parts[4]), course, half), parts[4])
    submit(course, "garbled", b'{"cells": [', parts[0])
    found = attacks()
    assert len(found) + len({"solved", "stub", "partly", "garbled"}) >= 30
    for student, attack in found.items():
        submit(course, student, hostile(course, attack), ATTACKED)

    for part in parts:
        assert nbgrader(course, "collect", part) == 0
        assert nbgrader(course, "autograde", part) == (1 if part == parts[0] else 0)  # garbled is reported
        assert nbgrader(course, "generate_feedback", part) == 0
        assert nbgrader(course, "release_feedback", part) == 0
    assert nbgrader(course, "export") == 0

    for (student, part), marks in wanted.items():
        assert scores(course, student, part) == marks, (student, part)
    got = scores(course, "partly", parts[4])
    assert got == points(parts[4], half)
    for student, attack in found.items():
        got = scores(course, student, ATTACKED)
        most = points(ATTACKED)
        assert got.pop(attack.exercise) <= attack.share * most[attack.exercise], student
        assert got == {name: most[name] * (name == HONEST) for name in got}, student
    assert state(course, "garbled", parts[0]).startswith("not graded")
    with (course / "grades.csv").open() as file:
        rows = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
    assert rows["garbled", parts[0]]["score"] == "" and "JSON" in rows["garbled", parts[0]]["state"]
    assert float(rows["solved", ATTACKED]["score"]) == sum(points(ATTACKED).values())
    page = course / "feedback" / "partly" / parts[4] / f"{parts[4]}.html"
    assert "not written yet" in page.read_text()
