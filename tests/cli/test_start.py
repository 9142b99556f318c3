"""What `grader` starts without: what nothing of a command line needs is not imported."""

import subprocess
import sys

import pytest

from grader.paths import COURSE, SOLUTIONS

FILE = SOLUTIONS / "part03_linear_algebra" / "add.py"
RUN = """
import sys
from grader.cli.main import main
sys.argv = ["grader", *{words!r}]
try:
    main()
except SystemExit as end:
    print("\\n", end.code or 0, "cyclopts" in sys.modules, "grader.judge.diagnosis.diagnose" in sys.modules)
"""


def started(*words):
    run = [sys.executable, "-c", RUN.format(words=words)]
    done = subprocess.run(run, cwd=COURSE, capture_output=True, encoding="utf-8", check=False)
    assert not done.stderr, done.stderr
    return done.stdout.split("\n")[0], *done.stdout.split()[-3:]


@pytest.mark.parametrize("words", [[str(FILE)], ["add", "--file", str(FILE)]], ids=["a path", "a name and its file"])
def test_a_right_answers_verdict_needs_neither_cyclopts_nor_the_diagnosis(words):
    first, *rest = started("check", *words)
    assert first.startswith("add  passed") and rest == ["0", "False", "False"]


@pytest.mark.parametrize("option", ["--all", "--json", "--seed=3"])
def test_options_give_the_verdict_as_well(option):
    first, code, by_cyclopts, _ = started("check", "add", "--file", str(FILE), option)
    assert first == "{" or first.startswith("add  passed")
    assert (code, by_cyclopts) == ("0", "True")
