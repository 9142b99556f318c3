"""Gradescope's archive, laid out as its harness lays it out: results where there is a sandbox, else words."""

import json
import os
import subprocess
import sys
import zipfile

import pytest

from grader.course.stubs import solution_text
from grader.instructor.assignments import Assignment, Course
from grader.instructor.release.autograder_bundles import build_gradescope
from grader.judge.sandbox.worker import require_sandbox

ASKED = Course((Assignment("hw1", ("matmul", "relu", "scale"), {"matmul": 4.0}),))
NO_SANDBOX = "#!/bin/sh\nexit 1\n"


def sandbox_missing():
    try:
        require_sandbox()
    except Exception:
        return True
    return False


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    return {flag: build_gradescope(folder / f"judge-{flag}", ASKED, unsandboxed=flag) for flag in (False, True)}


@pytest.fixture
def harness(tmp_path, archives):
    """Lay an archive out below a root as Gradescope does below /autograder, and run it."""

    def run(*, unsandboxed=False, sandbox=True, **texts):
        root = tmp_path / "autograder"
        with zipfile.ZipFile(archives[unsandboxed]) as archive:
            archive.extractall(root / "source")
            modes = {each.filename: each.external_attr >> 16 for each in archive.infolist()}
        assert modes["run_autograder"] == modes["setup.sh"] == 0o755
        (root / "source" / "run_autograder").rename(root / "run_autograder")
        wrapper = root / "venv" / "bin" / "python"
        wrapper.parent.mkdir(parents=True)
        wrapper.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        bin_folder = tmp_path / "bin"
        bin_folder.mkdir()
        (bin_folder / "bwrap").write_text(NO_SANDBOX)
        for path in (wrapper, root / "run_autograder", bin_folder / "bwrap"):
            path.chmod(0o755)
        (root / "submission").mkdir()
        (root / "results").mkdir()
        (root / "submission_metadata.json").write_text('{"assignment": {"title": "hw1"}}')
        for name, text in texts.items():
            (root / "submission" / f"{name}.py").write_text(text)
        environment = {**os.environ, "AUTOGRADER_ROOT": str(root)}
        if not sandbox:
            environment["PATH"] = f"{bin_folder}{os.pathsep}{environment['PATH']}"
        done = subprocess.run(
            [root / "run_autograder"], cwd=root, env=environment, capture_output=True, text=True, check=False
        )
        results = root / "results" / "results.json"
        return done, json.loads(results.read_text()) if results.is_file() else None

    return run


WRONG = "import numpy as np\n\ndef relu(x):\n    return np.maximum(x, 0), lambda d_y: {'x': d_y}\n"


@pytest.mark.timeout(180)
@pytest.mark.skipif(sandbox_missing(), reason="no sandbox can be had here")
def test_a_submission_is_judged_in_the_sandbox(harness):
    done, results = harness(matmul=solution_text("matmul"), relu=WRONG)
    assert done.returncode == 0, done.stdout + done.stderr
    matmul, relu, scale = results["tests"]
    assert (matmul["name"], matmul["score"], matmul["max_score"], matmul["status"]) == ("matmul", 4.0, 4.0, "passed")
    assert relu["status"] == scale["status"] == "failed" and relu["output"] and scale["score"] == 0
    assert results["score"] == pytest.approx(sum(each["score"] for each in results["tests"]))
    assert results["extra_data"] == {"sandboxed": True}


@pytest.mark.timeout(180)
def test_without_a_sandbox_nothing_is_judged(harness):
    done, results = harness(sandbox=False, matmul=solution_text("matmul"))
    assert done.returncode == 1 and results is None and "no zero" in done.stdout


@pytest.mark.timeout(180)
def test_an_archive_that_may_do_without_says_so(harness):
    done, results = harness(unsandboxed=True, sandbox=False, matmul=solution_text("matmul"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert results["extra_data"] == {"sandboxed": False} and "no sandbox" in results["output"]
    assert results["tests"][0]["score"] == 4.0


def test_the_scripts_are_shell(archives):
    for name in ("setup.sh", "run_autograder"):
        subprocess.run(["bash", "-n", archives[True].with_suffix("") / name], check=True)
