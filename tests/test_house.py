"""The house itself: who imports whom, and that the README's commands are those that exist and that CI runs."""

import ast
import re
import subprocess
import sys

import pytest

from grader.cli.main import COMMANDS
from grader.paths import COURSE

README = (COURSE / "README.md").read_text()


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize(
    ("room", "may_not"),
    [
        ("reference", ("grader",)),
        ("grader/course", ("grader.cli.commands", "grader.lab.model", "torch")),
        ("grader/runner", ("grader.judge", "grader.course.registry", "grader.judge.sandbox", "reference.oracles")),
        (
            "grader/course/drivers",
            ("grader.judge", "grader.course.registry", "grader.runner", "reference", "grader.paths"),
        ),
        (
            "grader/judge/sandbox",
            ("grader.cli.commands", "grader.lab.model", "reference.oracles", "torch", "rich", "pickle"),
        ),
        ("grader/judge", ("grader.cli.commands", "grader.lab.model", "grader.judge.alternatives", "torch", "rich")),
        ("solutions", ("grader", "reference", "torch")),
        ("grader/instructor/batch", ("grader.cli.commands", "grader.lab.model", "torch", "nbgrader")),
    ],
)
def test_nobody_imports_what_is_above_them(room, may_not):
    reads_the_catalogue = {COURSE / "grader/judge/record_oracle.py"}
    for path in sorted((COURSE / room).rglob("*.py")):
        if path in reads_the_catalogue:
            continue
        wrong = [name for name in imported(path) if any(name == n or name.startswith(n + ".") for n in may_not)]
        # The catalogue's own errors and nothing else of the judge may be used below it; torch only in the oracles.
        if room == "reference" or "torch" not in may_not:
            wrong = [name for name in wrong if name != "torch"]
        assert not wrong, f"{path.relative_to(COURSE)} imports {wrong}"


def test_pytorch_forwards_are_reached_by_the_oracles_alone():
    strips_them = COURSE / "grader/instructor/release/strip_answers.py"
    for path in (path for path in (COURSE / "grader").rglob("*.py") if path != strips_them):
        assert "torch_forward" not in path.read_text(), path


def test_references_import_without_torch_or_scipy():
    files = sorted(path.relative_to(COURSE) for path in (COURSE / "reference").glob("part*/*.py"))
    modules = [".".join(path.with_suffix("").parts) for path in files if not path.name.startswith("torch_")]
    code = f"""
import importlib, sys
for name in {modules!r}:
    importlib.import_module(name)
sys.exit(str({{"torch", "scipy"}} & set(sys.modules)) if {{"torch", "scipy"}} & set(sys.modules) else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=COURSE)
    assert done.returncode == 0, done.stderr


def test_a_verdict_needs_no_torch_no_scipy_and_no_rich():
    file = COURSE / "solutions" / "part03_linear_algebra" / "matmul.py"
    code = f"""
import sys
sys.argv = ["grader", "check", "matmul", "--file", {str(file)!r}]
from grader.cli.main import main
try:
    main()
except SystemExit as done:
    heavy = {{name.split(".")[0] for name in sys.modules}} & {{"torch", "scipy", "rich", "pytest", "tiktoken"}}
    sys.exit(f"loaded {{heavy}}" if heavy else done.code)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_readmes_make_targets_exist_and_ci_runs_them():
    targets = set(re.findall(r"^make (\w+)", README, re.MULTILINE))
    makefile = (COURSE / "Makefile").read_text()
    assert {"start", "test"} <= targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
    ci = (COURSE / ".ci" / "run").read_text()
    assert {"start", "test"} <= set(re.findall(r"^make (\w+)", ci, re.MULTILINE))


def test_the_readmes_commands_exist():
    used = set(re.findall(r"^\$? ?grader ([a-z]+)\b", README, re.MULTILINE))
    assert used and used <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_opens(name):
    words = [sys.executable, "-m", "grader", name, "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and name in done.stdout, done.stderr


def test_no_upstream_gradient_is_all_ones():
    rooms = ("grader/judge", "grader/lab/gates", "grader/lab/blame", "reference")
    for path in (path for room in rooms for path in (COURSE / room).rglob("*.py")):
        assert not re.search(r"upstream\w* *= *.*\bones", path.read_text()), path


def test_files_are_under_300_lines():
    found = subprocess.run(["git", "ls-files", "*.py"], cwd=COURSE, capture_output=True, text=True, check=True).stdout
    long = {name: count for name in found.split() if (count := len((COURSE / name).read_text().splitlines())) > 300}
    assert not long
