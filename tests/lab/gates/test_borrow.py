"""`grader gates --borrow`: a gate runs with the reference's pieces for those that have not passed, and says so."""

import json
import shutil

import pytest

from grader.lab.gates import report
from grader.paths import COURSE, SOLUTIONS
from tests.lab.gates.conftest import command

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def workspace(tmp_path):
    """A workspace of stubs, in which softmax passes and cross_entropy is written and wrong."""
    shutil.copytree(COURSE / "exercises", tmp_path / "mine" / "exercises")
    part = tmp_path / "mine" / "exercises" / "part04_loss"
    shutil.copy(SOLUTIONS / "part04_loss" / "softmax.py", part)
    text = (SOLUTIONS / "part04_loss" / "cross_entropy.py").read_text()
    assert "return loss, backward" in text
    (part / "cross_entropy.py").write_text(text.replace("return loss, backward", "return 2 * loss, backward"))
    return tmp_path / "mine"


def test_what_has_not_passed_is_borrowed_and_named(workspace):
    done = command("--borrow", "--only", "fused-and-composed", "--json", cwd=workspace)
    result = json.loads(done.stdout)
    (gate,) = result["gates"]
    assert done.returncode == 0 and gate["passed"] is True
    assert gate["borrowed"] == result["borrowed"] == ["cross_entropy", "softmax_cross_entropy"]
    assert result["pieces"] == "1 piece of yours, 2 borrowed"


def test_the_table_and_the_report_say_whose_the_pieces_are(workspace):
    done = command("--borrow", "--only", "fused-and-composed", cwd=workspace)
    assert "1 of 3 pieces yours" in " ".join(done.stdout.split())
    assert "borrowed from the reference: cross_entropy, softmax_cross_entropy" in done.stdout
    written = (workspace / "gates" / "gates.md").read_text()
    assert "yes, 1 of 3 pieces yours" in written and "Borrowed from the reference: cross_entropy" in written


def test_without_it_nothing_is_borrowed(workspace):
    done = command("--only", "fused-and-composed", "--json", cwd=workspace)
    (gate,) = json.loads(done.stdout)["gates"]
    assert done.returncode == 1 and gate["state"] == "locked" and gate["borrowed"] == []
    assert "--borrow" in gate["trouble"]


def test_of_pieces_that_all_pass_nothing_is_borrowed(workspace):
    shutil.copytree(SOLUTIONS / "part04_loss", workspace / "exercises" / "part04_loss", dirs_exist_ok=True)
    done = command("--borrow", "--only", "fused-and-composed", "--json", cwd=workspace)
    result = json.loads(done.stdout)
    assert done.returncode == 0 and result["borrowed"] == [] and result["pieces"] == "your own pieces"


def test_a_row_without_borrowed_pieces_says_only_whether_it_passed():
    from grader.lab.gates.gate import Gate, GateRow, GateState

    assert report.passed_cell(GateRow(Gate("a", ""), GateState.PASSED, pieces=3)) == "yes"
