"""A worker gives the verdicts that this process gives, keeps items apart, and tells its own faults from a student's."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.course import registry
from grader.course.registry import key
from grader.errors import GraderError
from grader.judge.controls import mutant_tree
from grader.judge.grade_files import grade_files
from grader.judge.judge import judge_submission
from grader.judge.sandbox import bubblewrap
from grader.judge.sandbox.bubblewrap import SandboxUnavailable
from grader.judge.sandbox.worker import Worker
from grader.judge.submission import load_local
from grader.paths import COURSE, SOLUTIONS
from grader.runner import platform
from grader.runner.tree import Tree
from tests.judge.sandbox.submitting import needs_sandbox, solutions

SAME = ["matmul", "embedding", "causal_mask", "gpt2_loss", "MLP", "gradient_check", "train", "KVCache"]
RELU = "import numpy as np\ndef relu(x):\n    {0}\n    return np.maximum(x, 0), lambda d: {{'x': d * (x > 0)}}\n"


def told(verdict):
    """Everything of a verdict but where its file stands and how long it took."""
    return {k: v for k, v in verdict.as_json().items() if k not in ("file", "seconds")}


@pytest.mark.parametrize("name", SAME)
def test_a_right_answer_has_the_verdict_that_it_has_here(name, sandboxed):
    exercise = registry.entry(name)
    outcome = grade_files(solutions(name), [name], 3, sandboxed=sandboxed)[name]
    assert told(outcome.verdict) == told(judge_submission(exercise, load_local(exercise, Tree(SOLUTIONS)), 3))
    assert outcome.verdict.passed


@pytest.mark.parametrize("name", ["softmax", "clip_grad_norm", "Module"])
def test_a_known_mistake_has_the_verdict_that_it_has_here(name):
    exercise, base = registry.entry(name), solutions(name)
    for mistake in exercise.mistakes[:4]:
        tree = mutant_tree(exercise, mistake)
        wrong = grade_files(base | {key(name): tree.replaced[key(name)]}, [name], sandboxed=False)[name]
        assert told(wrong.verdict) == told(judge_submission(exercise, load_local(exercise, tree))), mistake.name
        assert not wrong.verdict.passed


NOTHING_TO_JUDGE = {
    "not handed in": (None, "add was not handed in: there is no part03_linear_algebra/add.py"),
    "empty": ("", "has no function add"),
    "not Python": ("def add(:", "is not Python: line 1"),
    "no function": ("x = 1", "has no function add"),
    "no function of that name": ("add = 7", "add has the type int; wanted a function"),
    "other arguments": ("def add(x, y): pass", "has other arguments than asked. Write add(a, b)"),
    "forbidden": ("import torch\ndef add(a, b): pass", "line 1 imports torch"),
    "looking at who asks": ("import sys\ndef add(a, b): return sys._getframe(1).f_locals", "line 2 uses"),
    "looking in disguise": ("def add(a, b): return getattr(a, '__closure__')", "line 1 uses __closure__"),
    "of no encoding": ("x = '\ud800'", "is not UTF-8 text"),
    "too long": ("x = 1\n" * 10**5, "characters; 200,000 are enough"),
    "nested too deeply": ("x = " + "-" * 10**5 + "1", ""),
    "of zero bytes": ("\0", "is not Python"),
    "failing at import": ("1 / 0", "cannot be imported: ZeroDivisionError: division by zero at part03_"),
    "of a piece that is not there": ("from .matmul import matmul", "matmul.py does not exist"),
    "a stub": ("def add(a, b): raise NotImplementedError('derive da and db')", "derive da and db"),
}


@pytest.mark.parametrize("text, words", NOTHING_TO_JUDGE.values(), ids=NOTHING_TO_JUDGE)
def test_what_gives_nothing_to_judge_is_a_verdict_of_no_points(text, words):
    files = {} if text is None else {key("add"): text}
    outcome = grade_files(files, ["add"], sandboxed=False)["add"]
    assert not outcome.trouble and outcome.points == 0
    assert words in outcome.verdict.failures[0][1].message


def test_a_pieces_forbidden_import_is_refused_where_it_is_used(sandboxed):
    files = solutions("linear") | {key("matmul"): "import scipy.optimize, autograd\ndef matmul(x, W): pass"}
    found = grade_files(files, ["linear", "add"], sandboxed=sandboxed)
    assert "imports autograd" in found["linear"].verdict.failures[0][1].message
    assert found["linear"].points == 0


def test_an_unreadable_file_harms_only_what_needs_it(sandboxed):
    files = solutions("add") | {key(name): "x = 1\n" * 10**6 for name in ("gelu", "softmax")}
    found = grade_files(files | {key("relu"): "x = '\ud800'"}, ["gelu", "relu", "add"], sandboxed=sandboxed)
    assert found["add"].verdict.passed and found["gelu"].points == found["relu"].points == 0


def test_an_exercise_finds_nothing_of_the_one_before(sandboxed, tmp_path):
    leaves = RELU.format("np.mark = 1; import os; open(os.environ['TMPDIR'] + '/mark', 'w')")
    looks = "import numpy as np, os\nif hasattr(np, 'mark') or os.path.exists('/tmp/mark'): print('FOUND')\n"
    files = solutions("multiply") | {key("relu"): leaves}
    files[key("multiply")] = looks + files[key("multiply")]
    found = grade_files(files, ["relu", "multiply"], sandboxed=sandboxed)
    assert found["relu"].verdict.passed and found["multiply"].verdict.passed
    assert "FOUND" not in found["multiply"].verdict.printed


def test_what_it_prints_is_told_and_bounded(sandboxed):
    found = grade_files({key("relu"): RELU.format("print('K is', 4)")}, ["relu"], sandboxed=sandboxed)["relu"].verdict
    assert found.passed and "K is 4" in found.printed


def test_the_process_ends_with_the_worker(sandboxed):
    with Worker(solutions("add"), sandboxed=sandboxed) as worker:
        worker.submission(registry.entry("add"))
        process = worker.fork_server.process
        assert process.poll() is None
    assert process.poll() is not None


def test_a_sandbox_that_dies_between_two_exercises_is_replaced(sandboxed):
    with Worker(solutions("add", "multiply"), sandboxed=sandboxed) as worker:
        assert judge_submission(registry.entry("add"), worker.submission(registry.entry("add"))).passed
        worker.fork_server.process.kill()
        worker.fork_server.process.wait()
        assert judge_submission(registry.entry("multiply"), worker.submission(registry.entry("multiply"))).passed


def test_a_dead_sandbox_costs_its_answer_and_not_the_next():
    with Worker(solutions("add", "multiply"), sandboxed=False) as worker:
        submission = worker.submission(registry.entry("add"))
        os.kill(worker.fork_server.process.pid, signal.SIGSTOP)
        os.kill(worker.fork_server.process.pid, signal.SIGKILL)
        worker.fork_server.process.wait()
        submission.runner.connection.close()
        assert judge_submission(registry.entry("add"), submission).points == 0
        assert judge_submission(registry.entry("multiply"), worker.submission(registry.entry("multiply"))).passed


BROKEN = {
    "a program that ends": ["true"],
    "a program that says something else": ["sh", "-c", "echo not ready >&0; exec sleep 9"],
    "a program that says why": ["sh", "-c", "echo no room left >&2"],
}


@pytest.mark.parametrize("command", BROKEN.values(), ids=BROKEN)
def test_no_ready_is_a_fault_of_the_machine_and_never_a_zero(command, monkeypatch):
    monkeypatch.setattr(bubblewrap, "plain_command", lambda modules: command)
    outcome = grade_files(solutions("add"), ["add"], sandboxed=False)["add"]
    assert outcome.verdict is None and outcome.points is None
    assert "the worker did not get ready" in outcome.trouble
    assert "no room left" in outcome.trouble or "why" not in command


def test_a_worker_that_hangs_before_ready_is_given_up(monkeypatch):
    monkeypatch.setattr(bubblewrap, "plain_command", lambda modules: ["sleep", "100"])
    monkeypatch.setattr("grader.judge.sandbox.fork_server_client.START_SECONDS", 0.2)
    start = time.monotonic()
    assert "did not get ready" in grade_files(solutions("add"), ["add"], sandboxed=False)["add"].trouble
    assert time.monotonic() - start < 30  # of 100


def test_where_no_sandbox_can_be_had_nothing_is_judged(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(SandboxUnavailable, match=r"bubblewrap \(bwrap\) is not installed"):
        grade_files(solutions("add"), ["add"])
    assert issubclass(SandboxUnavailable, GraderError)


@needs_sandbox
def test_an_old_bubblewrap_is_told_from_a_new_one(monkeypatch):
    monkeypatch.setattr(bubblewrap, "_version", lambda program: (0, 6, 1))
    with pytest.raises(SandboxUnavailable, match=r"is 0\.6\.1; 0\.8 or newer is needed"):
        bubblewrap.bubblewrap_path()


def test_where_namespaces_are_forbidden_the_setting_is_named(monkeypatch):
    command = ["sh", "-c", "echo 'bwrap: setting up uid map: Permission denied' >&2"]
    monkeypatch.setattr(bubblewrap, "plain_command", lambda modules: command)
    assert (
        "apparmor_restrict_unprivileged_userns"
        in grade_files(solutions("add"), ["add"], sandboxed=False)["add"].trouble
    )


def test_another_system_is_told_that_the_sandbox_needs_linux(monkeypatch):
    monkeypatch.setattr(platform, "MAY_HAVE_SANDBOX", False)
    with pytest.raises(SandboxUnavailable, match="Marks need Linux"):
        bubblewrap.bubblewrap_path()


def test_an_unsandboxed_worker_ends_no_process_but_its_own():
    for_submission = subprocess.Popen(["sleep", "60"])
    try:
        assert grade_files(solutions("add"), ["add"], sandboxed=False)["add"].verdict.passed
        assert for_submission.poll() is None
    finally:
        for_submission.kill()
        for_submission.wait()


@pytest.mark.skipif(not Path("/usr/bin/unshare").exists(), reason="needs unshare, of util-linux")
def test_a_user_without_any_rights_has_the_sandbox_as_well():
    program = (
        "import os; from tests.judge.sandbox.submitting import solutions\n"
        "from grader.judge.grade_files import grade_files\nassert os.getuid() == 1000\n"
        "outcome = grade_files(solutions('add'), ['add'])['add']\nassert outcome.verdict.passed, outcome\n"
    )
    ordinary = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if subprocess.run([*ordinary, "true"], capture_output=True, check=False).returncode:
        pytest.skip("user namespaces are not allowed here")
    done = subprocess.run(
        [*ordinary, sys.executable, "-c", program], cwd=COURSE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
