"""Whose pieces a model is made of: the student's that passed, the solutions', or both, and then it says so."""

from __future__ import annotations

import sys

from grader.answering.tree import Tree
from grader.errors import BadInput
from grader.gates.own import Own
from grader.model import pieces
from grader.places import SOLUTIONS, exercises


def gather(names: tuple[str, ...], *, solutions: bool, borrow: bool) -> Own:
    """Return the solutions' pieces or the student's, of which `names` and all that they are built on have passed.

    Says on stderr which were borrowed. Raises BadInput naming those that have not passed, unless they are.
    """
    if solutions:
        if not SOLUTIONS.is_dir():
            raise BadInput("This copy of the course has no solutions/.")
        return Own(Tree(SOLUTIONS))
    tree, borrowed = pieces.tree_of(exercises(), pieces.built_on(*names), borrow=borrow)
    if borrowed:
        print(f"borrowed from the reference: {', '.join(borrowed)}", file=sys.stderr)
    return Own(tree)
