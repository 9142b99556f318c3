"""The house itself: who imports whom, and that the README's commands are those that exist and that CI runs."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from grader.cli.main import COMMANDS
from grader.judge.sandbox.bubblewrap import MODULES, PACKAGES, SHIPPED
from grader.paths import COURSE

README = (COURSE / "README.md").read_text()
CONTRACTS = tomllib.loads((COURSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = [layer.split(" | ") for layer in next(c["layers"] for c in CONTRACTS if c["type"] == "layers")]
"""The packages of each layer, from the top down, as import-linter reads them."""

ROOM_NAMES = ("grader.cli", "grader.instructor", "grader.lab", "grader.judge", "grader.runner", "grader.course")


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def lies_in(module, package):
    return module == package or module.startswith(f"{package}.")


def layer_of(module):
    """Return the number of the layer, from the top, that a module lies in; None for modules of others."""
    return next((n for n, packages in enumerate(LAYERS) if any(lies_in(module, p) for p in packages)), None)


def python_files(*folders):
    return [path for folder in folders for path in sorted((COURSE / folder).rglob("*.py"))]


def test_no_file_imports_a_room_above_its_own():
    """The same as import-linter, and for folders of exercises too, which are no packages and which it does not see."""
    upwards = []
    for path in python_files("grader", "reference"):
        own = layer_of(".".join(path.relative_to(COURSE).with_suffix("").parts))
        if own is not None:  # grader/__main__.py stands above the rooms
            upwards += [
                (str(path.relative_to(COURSE)), name)
                for name in imported(path)
                if (layer := layer_of(name)) is not None and layer < own
            ]
    assert not upwards


def test_rooms_are_the_folders_of_the_grader():
    rooms = {path.name for path in (COURSE / "grader").iterdir() if (path / "__init__.py").exists()}
    assert rooms == {package.split(".")[1] for packages in LAYERS for package in packages if package in ROOM_NAMES}


def test_every_room_says_what_it_is_for():
    for room in ROOM_NAMES:
        text = ast.get_docstring(ast.parse((COURSE / room.replace(".", "/") / "__init__.py").read_text()))
        assert text and len(text.splitlines()) >= 3, room


def is_shipped(module):
    """Whether the sandbox has a module, or the module that a name is imported from."""
    if module.split(".")[0] not in ("grader", "reference"):
        return module.split(".")[0] in {*sys.stdlib_module_names, *PACKAGES, *MODULES}
    paths = [module.replace(".", "/"), module.rpartition(".")[0].replace(".", "/")]
    files = {f"{path}{end}" for path in paths for end in (".py", "/__init__.py")}
    return not files.isdisjoint(SHIPPED) or any(paths[0].startswith(f"{folder}/") for folder in SHIPPED)


def test_what_the_sandbox_has_imports_nothing_that_it_lacks():
    for name in SHIPPED:
        for path in [COURSE / name] if name.endswith(".py") else python_files(name):
            missing = [module for module in imported(path) if not is_shipped(module)]
            assert not missing, f"{path.relative_to(COURSE)} imports {missing}"


def test_solutions_import_nothing_of_the_project():
    for path in python_files("solutions"):
        assert not [name for name in imported(path) if name.split(".")[0] in ("grader", "reference", "torch")], path


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("torch", ("grader.lab",)),
        ("rich", ("grader.cli",)),
        ("nbgrader", ("grader.instructor",)),
        ("pickle", ("grader.lab.weights",)),
    ],
)
def test_a_library_is_imported_in_its_rooms_alone(library, rooms):
    for path in python_files("grader"):
        module = ".".join(path.relative_to(COURSE).with_suffix("").parts)
        if any(lies_in(name, library) for name in imported(path)):
            assert any(lies_in(module, room) for room in rooms), f"{module} imports {library}"


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
