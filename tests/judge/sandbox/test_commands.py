"""`grader check --sandbox` and `grader doctor`, on the real command line."""

import json
import os
import subprocess
import sys

import pytest

from grader.paths import SOLUTIONS
from tests.judge.sandbox.submitting import needs_sandbox

RIGHT = SOLUTIONS / "part03_linear_algebra" / "linear.py"
SPY = "import os\ndef matmul(x, W):\n    raise ValueError(f'here is {os.path.exists(os.sep + \"house\")}')\n"


def run(*arguments, path=None):
    environment = {k: v for k, v in os.environ.items() if k != "GRADER_DEBUG"} | ({"PATH": path} if path else {})
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def told(*options):
    """The verdict as JSON, without how long it took."""
    ran = run("check", "linear", "--file", RIGHT, "--json", *options)
    return ran, {k: v for k, v in json.loads(ran.stdout).items() if k != "seconds"}


@needs_sandbox
def test_the_verdict_in_the_sandbox_is_the_verdict_without():
    ran, inside = told("--sandbox")
    assert ran.returncode == 0 and ran.stderr == ""
    assert inside == told()[1]


@needs_sandbox
def test_pieces_of_a_file_judged_alone_are_named_as_lent(tmp_path):
    file = tmp_path / "answer.py"
    file.write_text(RIGHT.read_text())
    ran = run("check", "linear", "--file", file, "--sandbox")
    assert ran.returncode == 0 and "judged alone: matmul comes from the solutions" in ran.stdout


@needs_sandbox
def test_sandboxed_code_fails_at_its_own_line(tmp_path):
    file = tmp_path / "answer.py"
    file.write_text(SPY)
    assert "ValueError: here is True at" in run("check", "matmul", "--file", file, "--sandbox").stdout
    ran = run("check", "matmul", "--file", file)
    assert ran.returncode == 2 and "ValueError: here is False at" in ran.stdout and "line 3" in ran.stdout


def test_without_a_sandbox_it_says_why_and_refuses():
    ran = run("check", "linear", "--file", RIGHT, "--sandbox", path="/nonexistent")
    assert ran.returncode == 3 and ran.stdout == ""
    for words in (
        "no verdict",
        "bubblewrap (bwrap) is not installed",
        "apt-get install",
        "grader doctor",
        "--unsandboxed",
    ):
        assert words in ran.stderr


def test_unsandboxed_is_said_and_judged():
    ran = run("check", "linear", "--file", RIGHT, "--sandbox", "--unsandboxed", path="/nonexistent")
    assert ran.returncode == 0 and "passed" in ran.stdout
    assert ran.stderr == "Not sandboxed: the code runs in a plain process and could read what you can.\n"


@needs_sandbox
def test_doctor_starts_a_sandbox_and_says_what_is_there():
    ran = run("doctor")
    assert ran.returncode == 0, ran.stdout
    for words in (
        "✓ Python 3.",
        "✓ numpy",
        "NumPy multiplies by",
        "starts a worker",
        "reaches no network",
        "memory, CPU",
    ):
        assert words in ran.stdout


def test_doctor_without_bubblewrap_says_how_to_get_it():
    ran = run("doctor", path="/nonexistent")
    assert ran.returncode == 3
    assert "✗ sandbox: bubblewrap (bwrap) is not installed. It is Debian's" in ran.stdout
    assert "Not everything that marks need is here" in ran.stdout


@pytest.mark.parametrize("reached, unbound", [(("the network",), ()), ((), ("RLIMIT_AS",))])
def test_doctor_refuses_a_sandbox_that_leaks(reached, unbound, monkeypatch, capsys):
    from grader.cli.commands import doctor
    from grader.judge.sandbox import probe

    monkeypatch.setattr(probe, "probe_sandbox", lambda: probe.ProbeReport(reached, unbound))
    monkeypatch.setattr(doctor, "_bubblewrap_version", lambda: "bubblewrap")
    assert doctor.doctor_() == 3
    assert f"✗ sandbox: {'what runs in it reaches the network' if reached else 'limits of the system: not set'}" in (
        capsys.readouterr().out
    )


def test_the_probe_sees_what_an_unsandboxed_worker_can_reach():
    from grader.judge.sandbox.probe import probe_sandbox

    found = probe_sandbox(sandboxed=False)
    assert any(path.endswith("/solutions") for path in found.reached) or len(found.reached) == 10
    assert not found.unbound, "the system's limits hold there as well"
