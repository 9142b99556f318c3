"""Whose pieces a model is made of: the student's that passed, the solutions', or the student's with some borrowed."""

import shutil

import pytest

from grader.errors import BadInput
from grader.lab.model.piece_set import PieceSource
from grader.lab.model.resolve_pieces import resolve_pieces, with_prerequisites
from grader.paths import COURSE, SOLUTIONS

NAMES = ("softmax", "cross_entropy")


@pytest.fixture
def root(tmp_path):
    """A student's part 04 in which softmax is right and cross_entropy a stub."""
    part = tmp_path / "exercises" / "part04_loss"
    shutil.copytree(COURSE / "exercises" / "part04_loss", part)
    shutil.copy(SOLUTIONS / "part04_loss" / "softmax.py", part)
    return part.parent


def owner(pieces, name):
    return pieces.module(name).__file__


def test_pieces_that_have_not_passed_are_refused_by_name(root):
    with pytest.raises(BadInput, match="1 of the 2 pieces have not passed: cross_entropy"):
        resolve_pieces(root, NAMES, source=PieceSource.STUDENT)
    pieces = resolve_pieces(root, ["softmax"], source=PieceSource.STUDENT)
    assert owner(pieces, "softmax").startswith(str(root)) and not pieces.missing


def test_borrowed_pieces_are_the_references_and_listed(root):
    pieces = resolve_pieces(root, NAMES, source=PieceSource.STUDENT, borrow=True)
    assert pieces.borrowed == ("cross_entropy",) and pieces.source is PieceSource.STUDENT
    assert owner(pieces, "softmax").startswith(str(root))
    assert owner(pieces, "cross_entropy").startswith(str(SOLUTIONS))


def test_missing_pieces_may_be_listed_with_their_states(root):
    pieces = resolve_pieces(root, NAMES, source=PieceSource.STUDENT, allow_missing=True)
    assert pieces.missing == {"cross_entropy": "unwritten"} and pieces.available == ("softmax",)


def test_the_solutions_are_never_asked_whether_they_passed(root):
    pieces = resolve_pieces(root, NAMES, source=PieceSource.SOLUTIONS)
    assert pieces.available == NAMES and owner(pieces, "softmax").startswith(str(SOLUTIONS))


def test_prerequisites_come_in_the_order_of_the_ladder():
    assert with_prerequisites("layer_norm", "linear") == ("matmul", "linear", "layer_norm")
