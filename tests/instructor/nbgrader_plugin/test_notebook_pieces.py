"""Which pieces an answer is judged on: the student's own ones, or the solutions'."""

from pathlib import Path

from grader.course.registry import prerequisites
from grader.course.stubs import solution_text
from grader.instructor.assignments import whole_part
from grader.instructor.nbgrader_plugin.cell_feedback import feedback_text
from grader.instructor.nbgrader_plugin.notebook_pieces import resolve_notebook_pieces
from grader.instructor.notebooks.source_notebook import as_text, release_notebook, source_notebook
from grader.judge.check import ALL_OUTPUTS, Check, Kind
from grader.judge.finding import Finding
from grader.judge.verdict import Verdict
from tests.instructor.nbgrader_plugin.conftest import EARLIER, cell_of, hand_in

NAME = "scaled_dot_product_attention"
OWN = {NAME: "mine = 1\n"}


def test_what_was_not_handed_in_is_borrowed(tmp_path):
    files, borrowed = resolve_notebook_pieces(OWN, tmp_path)
    assert set(borrowed) == set(prerequisites(NAME)) - {NAME}
    assert files[f"part06_attention.{NAME}"] == "mine = 1\n"
    assert files["part04_loss.softmax"] == solution_text("softmax")


def test_the_same_students_other_notebooks_come_first(tmp_path):
    handed_in = source_notebook(whole_part(EARLIER))
    cell_of(handed_in, "softmax")["source"] += "\n# and this is mine"
    hand_in(tmp_path, "ada", handed_in, EARLIER)
    files, borrowed = resolve_notebook_pieces(OWN, tmp_path / "submitted" / "ada")
    assert files["part04_loss.softmax"].endswith("# and this is mine\n") and "softmax" not in borrowed


def test_a_stub_is_no_piece(tmp_path):
    hand_in(tmp_path, "ada", release_notebook(whole_part(EARLIER)), EARLIER)
    files, borrowed = resolve_notebook_pieces(OWN, tmp_path / "submitted" / "ada")
    assert "softmax" in borrowed and files["part04_loss.softmax"] == solution_text("softmax")


def test_an_unreadable_notebook_is_none(tmp_path):
    hand_in(tmp_path, "ada", b"{", EARLIER)
    assert "softmax" in resolve_notebook_pieces(OWN, tmp_path / "submitted" / "ada")[1]


def test_pieces_of_the_same_part_are_never_borrowed(tmp_path):
    stubs = release_notebook(whole_part("part06_attention"))
    own = {name: as_text(cell_of(stubs, name)["source"]) for name in (NAME, "causal_mask", "attention_scores")}
    files, borrowed = resolve_notebook_pieces(own, tmp_path)
    assert files["part06_attention.causal_mask"] == own["causal_mask"] and "causal_mask" not in borrowed


def test_borrowed_pieces_are_named():
    check = Check("forward", Kind.FORWARD, ALL_OUTPUTS, lambda evaluation: Finding(True))
    verdict = Verdict(NAME, Path("x.py"), "0" * 64, 1, 10.0, [(check, Finding(True))])
    text = feedback_text(verdict, ["the cell was missing"], ["softmax"])
    assert "softmax" in text and "the cell was missing" in text
