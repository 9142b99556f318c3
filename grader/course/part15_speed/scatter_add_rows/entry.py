"""Exercise entry: scatter_add_rows (dW[ids] += dY with repeated ids, in place)."""

import numpy as np

from grader.course.captions import memory
from grader.course.inputs import exact, ids, integers, normal, single, token_file, view
from grader.course.part15_speed.scatter_add_rows.driver import drive
from grader.course.spec import Exercise, Identity, Mistake, case


def _case(label, dW, ids_, dY, ask="dW", **options):
    """Return a case: dW (V, D), ids (N,), and the rows dY (N, D) to add."""
    return case(label, ask=ask, dW=dW, ids=ids_, dY=dY, **options)


def _in_a_long_table(sample, call):
    """Add to rows beyond int16, and return what they are off by."""
    ids_ = np.array([40_000, 300, 40_000])
    there = call({"ask": "dW", "dW": np.ones((40_001, 1)), "ids": ids_, "dY": np.ones((3, 1))})
    return there.outputs["dW"][ids_, 0] - [3, 2, 3]


EXERCISE = Exercise(
    title="Scattered rows added",
    points=10,
    arguments=("dW", "ids", "dY"),
    outputs=("dW",),
    driver=drive,
    cases=(
        _case("one row", normal(1, 1), ids(1, below=1), normal(1, 1), _edge=True),
        _case("repeats, out of order", normal(5, 3), integers([4, 1, 4, 0, 1, 4]), normal(6, 3)),
        _case("all the same id", normal(3, 2), integers([1, 1, 1, 1]), normal(4, 2)),
        _case("all different", normal(4, 3), integers([3, 0, 2, 1]), normal(4, 3)),
        _case("more rows than the table has", normal(3, 4), ids(20, below=3), normal(20, 4)),
        _case("one column", normal(6, 1), ids(5, below=6), normal(5, 1), _edge=True),
        _case("square", normal(4, 4), ids(4, below=4), normal(4, 4)),
        _case("a strided view", view(normal(4, 3)), view(ids(5, below=4)), view(normal(5, 3))),
        _case("dW strided as well", normal(4, 3), ids(5, below=4), normal(5, 3), ask="strided", _edge=True),
        _case("ids in uint16", normal(300, 2), token_file(ids(9, below=300)), normal(9, 2), _edge=True),
        _case("float32", single(normal(5, 3)), ids(6, below=5), single(normal(6, 3)), _large=True, _rtol=1e-6),
        _case("memory taken beside dW", exact(0), exact(0), exact(0), ask="memory"),
        _case("rows of 1e8 onto small ones", normal(3, 2), ids(7, below=3), normal(7, 2, std=1e8), _large=True),
    ),
    identities=(Identity("row 40,000 of a long table gets both of its rows", _in_a_long_table, of="dW", edge=True),),
    by_hand=_case("by hand", exact([[1], [1], [1]]), integers([2, 0, 2]), exact([[3], [4], [5]])),
    captions={("dW", "memory"): memory("a third of dW's bytes")},
    hints=(
        "Write the sum over repeats as a matrix product: which matrix, times dY (N, D), gives one row for each id that "
        "occurs? Most of its entries are 0.",
        "S[u,n] = [ids[n] = unique[u]]. In CSR a row is the list of its columns: for u, the places n where unique[u] "
        "stands. np.argsort puts these side by side.",
        "csr_array((ones, places in sorted order, where each id begins and N)) @ dY (N, D) -> (U, D); then dW[unique] "
        "+= that, which is right because no id is in `unique` twice.",
    ),
)

MISTAKES = (
    Mistake(
        "fancy-index-add",
        "dW[unique] += occurs @ dY",
        "dW[ids] += dY",
        "dW[ids] += dY reads the old rows once and writes the sums once: of a repeated id only the last place stays.",
        breaks="forward",
    ),
    Mistake(
        "written-over",
        "dW[unique] += occurs @ dY",
        "dW[unique] = occurs @ dY",
        "The sums are written over what was there: the head's part of the gradient is lost in those rows.",
        breaks="forward",
    ),
    Mistake(
        "places-not-sorted",
        "dY.dtype), order, begins)",
        "dY.dtype), np.arange(len(ids)), begins)",
        "The rows of the matrix begin where they would if ids were sorted, and its columns are in their old order.",
        breaks="forward",
    ),
    Mistake(
        "a-table-of-zeros",
        "dW[unique] += occurs @ dY",
        "whole = np.zeros_like(dW)\n    whole[unique] = occurs @ dY\n    dW += whole",
        "A second table of V rows is made and added, for the sake of a few: of GPT-2's that is 154 MB.",
        breaks="contract",
    ),
)
