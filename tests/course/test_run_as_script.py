"""A stub run by `python FILE` says how it is run, where its relative imports cannot be followed."""

import subprocess
import sys

import pytest

from grader.course import registry
from grader.paths import COURSE

IMPORTING = ("part03_linear_algebra", "multiply"), ("part06_attention", "gpt2_loss"), ("part09_layers", "MLP")


def python(*arguments):
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=COURSE, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("part", "name"), IMPORTING)
def test_a_file_run_as_a_script_says_how_it_is_run(part, name):
    done = python(COURSE / "exercises" / part / f"{name}.py")
    module = f"exercises.{part}.{name}"
    assert done.returncode == 1 and done.stderr.strip() == f"python -m {module} runs it, grader check judges it"
    assert python("-m", module).returncode == 0


def test_a_file_without_relative_imports_needs_no_such_line():
    assert "__package__" not in (COURSE / "exercises" / "part04_loss" / "softmax.py").read_text()


def test_every_file_with_relative_imports_has_it():
    for name in registry.all_names():
        text = (COURSE / "exercises" / registry.part_of(name) / f"{name}.py").read_text()
        assert ("\nfrom ." in text) == ("if not __package__:" in text), name
