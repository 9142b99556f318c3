"""The course installed from a wheel, away from its repository, makes a workspace and judges in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.paths import COURSE

MATMUL = "exercises/part03_linear_algebra/matmul.py"


def run(*command, **options):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=120, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


PIP = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this very tree."""
    pytest.importorskip("setuptools", reason="setuptools builds the wheel")
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("target")
    for name in run("git", "ls-files", "-co", "--exclude-standard", cwd=COURSE).splitlines():
        if (COURSE / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(COURSE / name, source / name)
    run(*PIP, "wheel", ".", "--no-deps", "--no-build-isolation", "-w", target, cwd=source)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel):
    """The folder into which the wheel was unpacked by pip."""
    run(*PIP, "install", "--no-deps", "--target", wheel.parent / "site", wheel)
    return wheel.parent / "site"


@pytest.fixture
def clean(monkeypatch, tmp_path):
    """An empty folder to work in, and an environment that knows nothing of this course."""
    for variable in ("PYTHONPATH", "GPT2_BY_HAND", "VIRTUAL_ENV"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def installing(*command, **options):
    """Run a command that takes packages from the index; skip where it cannot be reached."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=280, **options)
    if done.returncode and any(word in done.stderr for word in ("dns error", "Failed to fetch", "NewConnectionError")):
        pytest.skip(f"the package index cannot be reached: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def walk_through(workspace, scripts):
    """Do a newcomer's first steps in a workspace that has been set up."""
    shutil.copyfile(COURSE / MATMUL.replace("exercises", "solutions"), workspace / MATMUL)
    assert "Calculus" in run(scripts / "grader", cwd=workspace)
    output = run(scripts / "grader", "check", "matmul", cwd=workspace)
    assert "5 of 5 known mistakes refused" in output and "10 of 10 points" in output
    assert " passed" in run(scripts / "python", "-m", "pytest", "-q", "-k", "matmul", cwd=workspace)
    assert "up to date" in run(scripts / "grader", "update", cwd=workspace)


@pytest.mark.timeout(600)
def test_one_line_of_uv_lays_a_workspace_that_sets_itself_up(wheel, clean):
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if not uv:
        pytest.skip("uv is not installed: `make test` installs it")
    said = installing(uv, "tool", "run", "--python", sys.executable, "--from", wheel, "grader", "init", "mine")
    assert said.endswith("  cd mine\n  uv venv\n  uv pip install -r requirements.txt\n  uv run grader\n")
    installing(uv, "venv", "-q", "--python", sys.executable, cwd=clean / "mine")
    installing(uv, "pip", "install", "-q", "-r", "requirements.txt", cwd=clean / "mine")
    walk_through(clean / "mine", clean / "mine" / ".venv" / SCRIPTS)


@pytest.mark.timeout(600)
def test_pip_installs_it_in_a_clean_environment(wheel, clean):
    run(sys.executable, "-m", "venv", "env")
    scripts = clean / "env" / SCRIPTS
    installing(scripts / "python", *PIP[1:], "install", wheel)
    run(scripts / "grader", "init", "mine")
    installing(scripts / "python", *PIP[1:], "install", "-r", clean / "mine" / "requirements.txt")
    walk_through(clean / "mine", scripts)


@pytest.mark.timeout(180)
def test_wheel_has_solutions_and_chapters_but_no_stubs(installed):
    course = installed / "grader" / "bundled"
    for room, pattern in (("solutions", "*.py"), ("exercises", "*.md"), ("exercises", "*.svg")):
        wanted = {path.relative_to(COURSE / room) for path in (COURSE / room).rglob(pattern)}
        assert wanted and wanted == {path.relative_to(course / room) for path in (course / room).rglob(pattern)}
    assert not list((course / "exercises").rglob("*.py"))
    assert not (installed / "solutions").exists() and not (installed / "tests").exists()
    assert list((installed / "reference").rglob("*.npz"))


@pytest.mark.timeout(180)
def test_installed_course_judges_in_a_new_workspace(installed, tmp_path):
    alone = {k: v for k, v in os.environ.items() if k != "GPT2_BY_HAND"} | {"PYTHONPATH": str(installed)}
    grader = (sys.executable, "-m", "grader")
    run(*grader, "init", tmp_path / "mine", cwd=tmp_path, env=alone)
    there = tmp_path / "mine"
    shutil.copyfile(COURSE / MATMUL.replace("exercises", "solutions"), there / MATMUL)
    output = run(*grader, "check", "matmul", cwd=there, env=alone)
    assert "5 of 5 known mistakes refused" in output and "passed" in output
    where = "import grader, sys; sys.stdout.write(grader.__file__)"
    assert str(installed) in run(sys.executable, "-c", where, cwd=there, env=alone)
