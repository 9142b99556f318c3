"""Each rule of `grader dev check` sees what breaks it: a skeleton is harmed in one place, and the rule says so."""

import json
import subprocess
import sys

import pytest

from grader.course.new_exercise import new_exercise
from grader.course.packs import ENVIRONMENT
from grader.judge.dev_check.rules import RULES, has_torch
from grader.paths import COURSE
from tests.course.tiny_pack import run, without_marks

PART = "part16_harmed"
LONG = "twice_the_input = np.multiply(x, 2.0)  # (...)"

HARMS = {
    "nothing is marked TODO": ("entry", "MISTAKES = (", "# TODO({name}): more of them\nMISTAKES = ("),
    "three hints and a case by hand": (
        "entry",
        '"dx has x\'s shape: a number, x and dY, multiplied entry by entry."',
        '""',
    ),
    "the cases cover what they must": ("entry", ", _large=True", ""),
    "every clause is asked": ("clauses", "of any shape.", "of any shape and dtype."),
    "no upstream gradient is constant": ("entry", "x=normal(3, 4))", "x=normal(3, 4), _upstream=exact([[1] * 4] * 3))"),
    "enough known mistakes": ("entry", "starred=False", "starred=True"),
    "enough right alternatives": ("alternatives", "def product_rule", "def _product_rule"),
    "requires is what the solution imports": ("entry", "requires=()", 'requires=("softmax",)'),
    "the driver can be shipped": ("driver", "", "import torch\n"),
    "PyTorch's answers are recorded": ("entry", "x=normal(2, 1, 5)", "x=normal(2, 1, 6)"),
    "the solution earns every point": ("solution", '{{"dx": [10, -4, 3]}}', '{{"dx": [10, -4, 4]}}'),
    "the solution passes on ten seeds": ("solution", "dx = 2 * x * dY", "dx = (2 if x.size < 10 else 3) * x * dY"),
    "right alternatives pass on ten seeds": ("alternatives", "np.square(x), backward", "2 * np.square(x), backward"),
    "known mistakes are refused on ten seeds": ("entry", '"x * dY",', '"x * dY * 2",'),
    "what refuses a mistake first is recorded": ("entry", '"upstream-forgotten",', '"upstream-left-out",'),
    "known mistakes are named in the diagnosis": ("entry", '"2 * x * np.ones_like(dY)"', '"dY * x"'),
    "the formulas are described": ("entry", 'formulas=("dx",)', "formulas=()"),
    "the formulas are judged right": ("formulas", '"dx[n] = 2 * x[n]"', '"dx[n] = x[n] * 2 * dY[n]"'),
    "wrong formulas are explained": ("formulas", '"upstream-missing"', '"transpose"'),
    "the solution states the formulas": ("solution", "# As index formulas of x[N],", "# As index formulas of x,"),
    "the formulas' cases tell apart": ("formulas", "x=normal(4)", "x=normal(1)"),
    "the complex step agrees with PyTorch": ("reference", "x**2", "abs(x) ** 2"),
    "finite differences agree with PyTorch": ("reference", "x**2", "x * x + 0.1 * (x > 0) * x"),
    "recorded answers are PyTorch's": ("reference", "x.square()", "2 * x.square()"),
    "the section is whole": ("chapter", "**Shapes**", "**Sizes**"),
    "the section keeps the answer": (
        "solution",
        "Y = x * x  # (...)",
        f"{LONG}\n    Y = x * twice_the_input / 2  # (...)",
    ),
    "every known mistake is explained": ("explained", '"upstream-forgotten",', ""),
    "an anchor begins one sentence": ("explained", "How much an entry", "an entry of `Y` matters"),
    "the stub is cut from the solution": ("stub", "raise NotImplementedError", "raise  NotImplementedError"),
}
"""By the rule: the file that is harmed, the text in it, and the text in its place."""

FIND = """
import json, sys
from grader.course import registry
from grader.judge.dev_check.rules import RULES, has_torch
names = registry.names(sys.argv[1])
rules = [rule for rule in RULES if has_torch() or not rule.needs_torch]
print(json.dumps({name: [rule.name for rule in rules if rule.shortfalls(registry.entry(name))] for name in names}))
"""


def test_every_rule_is_tried():
    assert [rule.name for rule in RULES] == list(HARMS)


@pytest.fixture(scope="module")
def broken_rules(tmp_path_factory):
    """Return, for each harmed exercise, the rules that it breaks; harmed_0 is whole."""
    folder = tmp_path_factory.mktemp("packs") / "harmed"
    names = [f"harmed_{n}" for n in range(len(HARMS) + 1)]
    for name in names:
        new_exercise(PART, name, folder).write()
    without_marks(folder)
    chapter = folder / "exercises" / PART / "README.md"
    chapter.write_text(chapter.read_text() + f"\n```\n{LONG.partition('  #')[0]}\n```\n")
    environment = {ENVIRONMENT: str(folder)}
    if has_torch():
        assert run(*names, cwd=folder, module="grader.judge.record_oracle", **environment).returncode == 0
    for name, (kind, old, new) in zip(names[1:], HARMS.values(), strict=True):
        harm(folder, name, kind, old.replace("{{", "{").replace("}}", "}"), new.format(name=name))
    code = [sys.executable, "-c", FIND, PART]
    done = subprocess.run(
        code, cwd=folder, env={"PYTHONPATH": str(COURSE), "PATH": "/usr/bin:/bin"} | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def harm(folder, name, kind, old, new):
    """Replace a text in one of an exercise's files, in the chapter within its section."""
    places = {
        "chapter": folder / "exercises" / PART / "README.md",
        "solution": folder / "solutions" / PART / f"{name}.py",
        "stub": folder / "exercises" / PART / f"{name}.py",
        "reference": folder / "reference" / PART / f"{name}.py",
    }
    path = places.get(kind, folder / "course" / PART / name / f"{kind}.py")
    text = path.read_text() if path.exists() else ""
    before, section = text[: (start := text.find(f"## {name}\n") if kind == "chapter" else 0)], text[start:]
    assert old in section, (name, old)
    path.write_text(before + section.replace(old, new, 1))


def test_a_skeleton_without_marks_keeps_every_rule(broken_rules):
    assert broken_rules["harmed_0"] == []


@pytest.mark.parametrize("number, rule", list(enumerate(RULES, start=1)), ids=[rule.name for rule in RULES])
def test_the_rule_sees_what_breaks_it(broken_rules, number, rule):
    if rule.needs_torch:
        pytest.importorskip("torch", reason="PyTorch is not installed: `make test` installs it")
    assert rule.name in broken_rules[f"harmed_{number}"]


def test_what_is_told_names_the_file(tmp_path):
    new_exercise(PART, "marked", tmp_path / "pack").write()
    done = run("--pack", tmp_path / "pack", "dev", "check", "marked", cwd=tmp_path)
    assert done.returncode == 1 and f"pack/course/{PART}/marked/entry.py: line" in done.stdout
