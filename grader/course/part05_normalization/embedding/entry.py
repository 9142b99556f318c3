"""Exercise entry: embedding (rows of W_e looked up by token id, an op)."""

import numpy as np

from grader.course.inputs import exact, ids, integers, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case, refusal


def _rows_without_id(sample, call):
    """Return the rows of dW_e whose id does not occur."""
    gradient = sample.gradients["W_e"]
    return gradient[~np.isin(np.arange(len(gradient)), sample.inputs["ids"])]


def _change_by_reversal(sample, call):
    """Reverse the ids together with the rows of dY, and return the change of dW_e, which should be 0."""
    every_axis = tuple(range(sample.inputs["ids"].ndim))
    reversed_inputs = {**sample.inputs, "ids": np.flip(sample.inputs["ids"], every_axis)}
    return call(reversed_inputs, np.flip(sample.upstream, every_axis)).gradients["W_e"] - sample.gradients["W_e"]


def _difference_of_row_sums(sample, call):
    """Return the sum over dW_e's rows less that over dY's: every row of dY is added once, to one row of dW_e."""
    gradient = sample.gradients["W_e"]
    return gradient.sum(axis=0) - sample.upstream.reshape(-1, gradient.shape[-1]).sum(axis=0)


def _in_a_long_table(sample, call):
    """Look up ids beyond int16 by equal upstream rows, and return what the rows and their counts are off by."""
    ids_, table = np.array([40_000, 40_000, 300]), np.arange(40_001.0)[:, np.newaxis]
    there = call({"W_e": table, "ids": ids_}, np.ones((3, 1)))
    return np.append(there.output[:, 0] - ids_, there.gradients["W_e"][ids_, 0] - [2, 2, 1])


EXERCISE = Exercise(
    title="Embedding",
    points=10,
    in_gpt2=True,
    starred=True,
    arguments=("W_e", "ids"),
    gradients=("W_e",),
    batched=("ids",),
    forward_is_public=True,
    cases=(
        case("one entry", W_e=normal(1, 1), ids=integers([0]), _edge=True),
        case("repeated ids", W_e=normal(7, 3), ids=ids(2, 4, below=7)),
        case("a run of one id", W_e=normal(5, 3), ids=integers([1, 4, 4, 4, 0, 4])),
        case("no id twice", W_e=normal(6, 2), ids=integers([3, 0, 5])),
        case("a single id, no axis", W_e=normal(4, 3), ids=integers(2), _edge=True),
        case("three axes, one of size 1", W_e=normal(4, 5), ids=ids(2, 1, 3, below=4)),
        case("two rows of equal numbers", W_e=exact([[1, 2], [3, 4], [1, 2], [0, 0]]), ids=integers([[2, 0], [3, 2]])),
        case("square", W_e=normal(3, 3), ids=integers([[2, 0, 2], [1, 2, 1], [0, 1, 2]])),
        case("a strided view", W_e=view(normal(300, 2)), ids=view(ids(3, 25, below=300))),
        case(
            "large numbers",
            W_e=normal(5, 3, std=1e6),
            ids=ids(4, 2, below=5),
            _upstream=normal(4, 2, 3, std=1e8),
            _large=True,
        ),
    ),
    identities=(
        Identity("the rows of dW_e add up to the rows of dY", _difference_of_row_sums, of="W_e"),
        Identity("rows that no id names have gradient 0", _rows_without_id, of="W_e"),
        Identity(
            "row 40,000 of a long table is found, and named twice it gets two gradients",
            _in_a_long_table,
            of="W_e",
            edge=True,
        ),
        Identity("the order of the places does not matter to dW_e", _change_by_reversal, of="W_e"),
        Identity(
            "sum of W_e times dW_e equals sum of Y times dY",
            lambda s, call: np.sum(s.inputs["W_e"] * s.gradients["W_e"]) - np.sum(s.output * s.upstream),
            of="W_e",
        ),
    ),
    refusals=(
        refusal(IndexError, "an id of V", W_e=normal(4, 3), ids=integers([0, 4])),
        refusal(IndexError, "ids far beyond V, among others", W_e=normal(4, 3), ids=integers([[1, 2], [90, 3]])),
        refusal(IndexError, "a single id of V, no axis", W_e=normal(4, 3), ids=integers(4)),
    ),
    formulas=("dW_e",),
    by_hand=case(
        "by hand",
        W_e=normal(4, 2),
        ids=integers([2, 0, 2]),
        _upstream=lambda rng: np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
    ),
    hints=(
        "Which entries of Y does one entry W_e[v, d] reach? How many of them, where the id v stands at several places?",
        "Write the look-up as a sum, Y[n,d] = sum_v [ids[n] = v] W_e[v,d], where the bracket is 1 or 0. What is "
        "dY[n,d]/dW_e[v,d]?",
        "Start from zeros of W_e's shape and add each row dY[n] to the row ids[n]. Find out what NumPy's `+=` "
        "with an index "
        "array does where an index repeats, and what it has in its place.",
    ),
)

MISTAKES = (
    Mistake(
        "fancy-index-add",
        "np.add.at(dW_e, ids, dY)",
        "dW_e[ids] += dY",
        "dW_e[ids] += dY reads the old rows once and writes the sums once, so of a repeated id only the last "
        "place stays. "
        "It is dW_e[ids] = dW_e[ids] + dY; np.add.at adds once for each place.",
    ),
    Mistake(
        "first-place-only",
        "np.add.at(dW_e, ids, dY)",
        "named, first = np.unique(ids, return_index=True)\n        dW_e[named] = dY.reshape(-1, W_e.shape[1])[first]",
        "Of a repeated id only the first place is counted. The row was used at each of them, so their gradients "
        "add up.",
    ),
    Mistake(
        "mean-over-repeats",
        "np.add.at(dW_e, ids, dY)",
        "np.add.at(dW_e, ids, dY)\n"
        "        dW_e /= np.maximum(1, np.bincount(ids.reshape(-1), minlength=len(W_e)))[:, None]",
        "A row's gradient is averaged over the places of its id. The chain rule adds over all uses; it never averages.",
    ),
    Mistake(
        "scaled-by-counts",
        "np.add.at(dW_e, ids, dY)",
        "np.add.at(dW_e, ids, dY)\n        dW_e *= np.bincount(ids.reshape(-1), minlength=len(W_e))[:, None]",
        "A row's gradient is multiplied by how often its id stands there. Adding the rows of dY has counted the "
        "repeats already.",
    ),
    Mistake(
        "divided-by-places",
        "np.add.at(dW_e, ids, dY)",
        "np.add.at(dW_e, ids, dY / max(2, ids.size))",
        "dW_e is divided by the number of tokens. A mean over tokens belongs to the loss, and dY has it already.",
    ),
    Mistake(
        "off-by-one-rows",
        "np.add.at(dW_e, ids, dY)",
        "np.add.at(dW_e, ids - 1, dY)",
        "The gradients arrive one row too early: ids count from 0, as the rows of W_e do.",
    ),
    Mistake(
        "flattened-in-another-order",
        "np.add.at(dW_e, ids, dY)",
        'np.add.at(dW_e, ids.reshape(-1, order="F"), dY.reshape(-1, W_e.shape[1]))',
        "ids are flattened column by column and dY row by row, so rows of dY arrive at the ids of other places.",
    ),
    Mistake(
        "upstream-forgotten",
        "np.add.at(dW_e, ids, dY)",
        "np.add.at(dW_e, ids, 1)",
        "dW_e counts how often each id stands there: it is the gradient of sum(Y), not of L. Where is dY?",
    ),
)
