"""Whose pieces a model is made of: the student's that passed, the solutions', or both, and then it says so."""

from __future__ import annotations

import sys

from grader import paths
from grader.lab.model import resolve_pieces
from grader.lab.model.piece_set import PieceSet
from grader.runner.tree import Tree


def gather(names: tuple[str, ...], *, solutions: bool, borrow: bool) -> PieceSet:
    """Return the solutions' pieces or the student's, of which `names` and all that they are built on have passed.

    Says on stderr which were borrowed. Raises BadInput naming those that have not passed, unless they are.
    """
    if solutions:
        return PieceSet(Tree(paths.solutions("The solutions' pieces are asked for")))
    tree, borrowed = resolve_pieces.tree_of(paths.exercises(), resolve_pieces.with_prerequisites(*names), borrow=borrow)
    if borrowed:
        print(f"borrowed from the reference: {', '.join(borrowed)}", file=sys.stderr)
    return PieceSet(tree)
