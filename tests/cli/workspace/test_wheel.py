"""The course installed from a wheel, away from its repository, makes a workspace and judges in it."""

import os
import shutil
import subprocess
import sys

import pytest

from grader.paths import COURSE


def run(*command, **options):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=120, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder into which the wheel of this very tree was unpacked by pip."""
    pytest.importorskip("setuptools", reason="setuptools builds the wheel")
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("target")
    for name in run("git", "ls-files", "-co", "--exclude-standard", cwd=COURSE).splitlines():
        if (COURSE / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(COURSE / name, source / name)
    pip = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
    run(*pip, "wheel", ".", "--no-deps", "--no-build-isolation", "-w", target, cwd=source)
    run(*pip, "install", "--no-deps", "--target", target / "site", next(target.glob("*.whl")))
    return target / "site"


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
    shutil.copyfile(
        COURSE / "solutions/part03_linear_algebra/matmul.py", there / "exercises/part03_linear_algebra/matmul.py"
    )
    output = run(*grader, "check", "matmul", cwd=there, env=alone)
    assert "5 of 5 known mistakes refused" in output and "passed" in output
    where = "import grader, sys; sys.stdout.write(grader.__file__)"
    assert str(installed) in run(sys.executable, "-c", where, cwd=there, env=alone)
