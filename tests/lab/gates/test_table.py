"""The order, what stops it, what a student is told is missing, and what the command says where it cannot go on."""

import importlib.util
import json
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from grader.lab.gates import differences, plot, report, training
from grader.lab.gates.all_gates import all_gates
from grader.lab.gates.gate import Gate, GateResult
from grader.lab.gates.gradient_checks import gpt2_ops
from grader.lab.gates.run_gates import exit_code, run_gates
from grader.lab.model.piece_set import PieceSource
from grader.paths import COURSE, SOLUTIONS
from grader.runner.tree import Tree
from tests.lab.gates.conftest import command, context_of, row_of

pytestmark = pytest.mark.timeout(120)


def gate(name, passed=True, **options):
    return Gate(
        name, "1 of 1", (), lambda context: GateResult(passed, "some", error="" if passed else "why"), **options
    )


@pytest.fixture
def context():
    return context_of(Tree(SOLUTIONS))


def states(rows):
    return [row.state for row in rows]


def test_nothing_is_run_behind_the_first_that_fails(context):
    ahead = []
    last = Gate("last", "", (), ahead.append)
    rows = list(run_gates([gate("a"), gate("b", False), last, Gate("c", "", skip_reason="no weights")], context))
    assert states(rows) == ["passed", "failed", "not reached", "not run here"]
    assert not ahead and exit_code(rows) == 1


def test_exit_codes(context):
    assert exit_code(list(run_gates([gate("a"), Gate("c", "", skip_reason="no weights")], context))) == 0
    assert exit_code(list(run_gates([Gate("c", "", skip_reason="no weights")], context))) == 2
    assert exit_code(list(run_gates([gate("a"), gate("b", needs_data=True)], context))) == 2


def test_without_pytorch_it_says_what_to_install(context, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    rows = list(run_gates([gate("a"), gate("b", needs_torch=True), gate("c")], context))
    assert states(rows) == ["passed", "cannot run", "not reached"]
    assert "pip install -e '.[oracle]'" in rows[1].error and exit_code(rows) == 2


def test_without_the_data_it_says_what_to_name(tmp_path):
    pytest.importorskip("torch")
    assert "--data FOLDER" in row_of("training curve", context_of(Tree(SOLUTIONS))).error
    row = row_of("training curve", context_of(Tree(SOLUTIONS), data=tmp_path))
    assert row.state == "cannot run" and "has no wiki.valid.raw" in row.error


def test_every_gate_names_all_the_exercises_that_it_calls(context, torch_process, tmp_path, monkeypatch):
    """What a gate takes from the tree is what `pieces` says, or is what one of those is built on."""
    (tmp_path / training.TEXT).touch()
    monkeypatch.setattr(training, "OVERFIT_STEPS", 1)
    for each in all_gates():
        if each.run:
            context = context_of(Tree(SOLUTIONS), torch_process, data=tmp_path)
            (training.training_curve(context, steps=1) if each.name == "training curve" else each.run(context))
            alone = Tree(SOLUTIONS)
            for name in each.pieces:
                context_of(alone).pieces.module(name)
            assert context.pieces.tree.loaded.keys() <= alone.loaded.keys(), each.name


def test_the_gates_on_ops_try_the_ops_of_parts_03_to_06():
    ops = gpt2_ops()
    assert len(ops) == 29 and all(exercise.is_op for exercise in ops)
    assert {exercise.part[:6] for exercise in ops} == {"part03", "part04", "part05", "part06"}


@pytest.fixture
def workspace(tmp_path):
    """A workspace of stubs, with what part 04 is made of solved but softmax_cross_entropy."""
    shutil.copytree(COURSE / "exercises", tmp_path / "mine" / "exercises")
    for name in ("softmax", "cross_entropy"):
        file = f"part04_loss/{name}.py"
        shutil.copy(SOLUTIONS / file, tmp_path / "mine" / "exercises" / file)
    return tmp_path / "mine"


def mine(workspace):
    return context_of(Tree(workspace / "exercises"), source=PieceSource.STUDENT)


def test_a_locked_gate_names_exactly_what_is_missing(workspace):
    row = row_of("fused and composed", mine(workspace))
    assert row.state == "locked" and row.figure == ""
    assert "1 exercise that has not passed: softmax_cross_entropy (not written yet)" in row.error
    assert "cross_entropy (not written yet), " not in row.error and "--solutions" in row.error


def test_what_a_piece_is_built_on_is_missing_too(workspace):
    message = row_of("accumulation", mine(workspace)).error
    assert "add (not written yet)" in message and "Tensor (not written yet)" in message


def test_a_piece_that_does_not_pass_on_the_ladder_locks_the_gate(workspace):
    text = (SOLUTIONS / "part04_loss" / "softmax_cross_entropy.py").read_text()
    wrong = text.replace("share = float(dL) / n", "share = float(dL)")
    (workspace / "exercises" / "part04_loss" / "softmax_cross_entropy.py").write_text(wrong)
    assert "softmax_cross_entropy (not passed)" in row_of("fused and composed", mine(workspace)).error


def test_the_students_own_pieces_are_those_that_run(workspace):
    shutil.copytree(SOLUTIONS / "part04_loss", workspace / "exercises" / "part04_loss", dirs_exist_ok=True)
    context = mine(workspace)
    assert row_of("fused and composed", context).state == "passed"
    paths = {source.path for source in context.pieces.tree.loaded.values()}
    assert paths and all(path.is_relative_to(workspace) for path in paths)


def test_the_command_on_a_students_pieces(workspace):
    done = command("--only", "fused-and-composed", cwd=workspace)
    assert done.returncode == 1
    assert "your own pieces" in done.stdout and "softmax_cross_entropy (not written yet)" in done.stdout
    assert "locked" in (workspace / "gates" / "gates.md").read_text()


def test_json_on_the_terminal_is_what_is_written(tmp_path):
    done = command("--solutions", "--only", "accumulation", "--json", "--out", tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads((tmp_path / "gates.json").read_text())
    assert json.loads(done.stdout)["gates"][0]["passed"] is True


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "everything"], "There is no gate 'everything'. The gates are gradient-checks"),
        (["--data", "nowhere"], "nowhere is no folder"),
        (["--only", "accumulation", "--out", "README.md"], "README.md cannot be written to"),
    ],
)
def test_bad_usage_is_told_in_words(arguments, message):
    done = command("--solutions", *arguments)
    assert done.returncode == 2 and message in done.stderr and "Traceback" not in done.stderr


def test_the_benchmark_alone_is_not_a_pass(tmp_path):
    done = command("--solutions", "--only", "benchmark", "--out", tmp_path)
    assert done.returncode == 2 and "needs the 124M weights" in " ".join(done.stdout.split())


def test_ctrl_c_leaves_in_words(tmp_path):
    arguments = [sys.executable, "-m", "grader", "gates", "--solutions", "--only", "overfit", "--out", tmp_path]
    started = subprocess.Popen(arguments, cwd=COURSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(4)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert started.returncode == 130, out + err
    assert "interrupted" in out + err and "Traceback" not in err and not list(tmp_path.iterdir())


def test_ctrl_c_that_train_keeps_to_itself_stops_the_gates(torch_process):
    context = context_of(Tree(SOLUTIONS), torch_process)

    def interrupt(text, done, of):
        if done == 1 and "loss" in text:
            raise KeyboardInterrupt

    context.on_progress = interrupt
    with pytest.raises(KeyboardInterrupt):
        training.training_curve(context, steps=3)


def test_numbers_are_written_as_the_published_ones_are():
    wanted = {0.0: "0", 2.22e-16: "2.2e-16", 1e-15: "1e-15", 0.0063: "0.0063", 8.4248: "8.42", 6e-4: "6e-4"}
    assert {x: differences.format_number(x) for x in wanted} == wanted
    assert "no number" in differences.format_number(np.inf)


def test_what_is_missing_or_of_another_shape_is_infinitely_far():
    assert differences.max_abs_difference(np.zeros((1, 4)), np.zeros(4)) == np.inf
    assert differences.max_abs_difference(None, np.zeros(4)) == np.inf
    assert differences.max_abs_difference(np.array([np.nan]), np.zeros(1)) == np.inf
    assert differences.max_rel_difference(np.array([2.0, 1.0]), np.array([2.0, 0.0])) == 0.5


def test_the_picture_is_drawn_of_the_numbers(tmp_path):
    pytest.importorskip("matplotlib", reason="needs matplotlib: pip install -e '.[plots]'")
    falling = list(np.linspace(10, 7, 20))
    numbers = {name: falling for name in ("numpy", "pytorch", "learning_rate", "norm_numpy", "norm_pytorch")}
    plot.draw(numbers | {"difference": [0.0] * 20, "limit": 0.05}, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_without_matplotlib_it_says_so_and_goes_on(tmp_path, monkeypatch, capsys):
    from grader.cli.commands import gates as gates_command

    monkeypatch.setattr(plot, "can_draw", lambda: False)
    result = GateResult(True, "0.001", numbers={"numpy": [1.0]})
    curve = Gate("training curve", "", (), lambda context: result, has_curve=True)
    monkeypatch.setattr(gates_command, "all_gates", lambda: (curve,))
    assert gates_command.gates_(solutions=True, out=tmp_path) == 0
    assert "matplotlib is not installed" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gates.json", "gates.md"]


def test_markdown_keeps_its_columns(context):
    text = report.markdown(list(run_gates([gate("|a|")], context)), "the solutions' pieces")
    assert r"| \|a\| | 1 of 1 | some | yes |" in text
