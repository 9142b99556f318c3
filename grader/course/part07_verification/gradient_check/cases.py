"""The cases of gradient_check: correct and faulty ops of the bank, with what the checker is given of each."""

import numpy as np

from grader.course.inputs import exact, gain, ids, normal, single, view
from grader.course.spec import case


def op_case(label, op, inputs, wrt=("x",), fault="", report="verdict", _large=False, _rtol=1e-12, **options):
    """Return a case: an op of the bank with a fault ("" for none), its inputs, and which row of the report is compared.

    `options` are the checker's: eps, rtol, atol, and seed for rng.
    """
    return case(
        label, op=op, fault=fault, inputs=inputs, wrt=wrt, report=report, options=options, _large=_large, _rtol=_rtol
    )


def scalar(rng):
    """A 0-d array."""
    return np.array(rng.standard_normal())


def thousands(rng):
    """Numbers (3, 4) from 500 to 1,500: the derivatives of their cubes are about a million."""
    return rng.uniform(500, 1500, (3, 4))


X, TABLE = {"x": gain(3, 4)}, {"W_e": normal(6, 3), "ids": ids(2, 2, below=6)}
TWO, SQUARE = {"x": normal(3, 4), "W": normal(4, 2)}, {"x": normal(3, 3), "W": normal(3, 3)}
SAME, BIASED = {"a": normal(2, 3)}, {"x": normal(3, 4), "b": normal(4)}
SINGLE = {"x": single(normal(3, 4)), "W": single(normal(4, 2))}

CASES = (
    # Correct ops, each of them a trap for a checker that refuses too much.
    op_case("right: one number squared", "square", {"x": scalar}),
    op_case("right: a matrix product", "matmul", TWO, ("x", "W")),
    op_case("right: softmax", "softmax", {"x": normal(2, 5)}),
    op_case("right: an embedding, ids repeated", "embedding", TABLE, ("W_e",)),
    op_case("right: a scalar output", "sum_all", {"x": normal(3, 2)}),
    op_case("right: a gradient of nothing but zeros", "softmax_sum", {"x": normal(2, 5)}),
    op_case("right: the output is a view of the input", "reshape", {"x": normal(2, 3), "shape": (3, 2)}),
    op_case("right: one array under two names", "multiply", SAME, ("a", "b")),
    op_case("right: float32 inputs", "matmul", SINGLE, ("x", "W")),
    op_case("right: strided views", "matmul", {"x": view(normal(3, 4)), "W": view(normal(4, 2))}, ("x", "W")),
    op_case("right: one name of two asked for", "matmul", TWO, ("W",)),
    op_case("right: softmax, with a generator", "softmax", {"x": normal(2, 5)}, seed=7),
    op_case("right: a square, with a step of a half", "square", X, eps=0.5),
    op_case("right: a matrix product, with a step of a half", "matmul", TWO, ("x", "W"), eps=0.5),
    op_case("allowed: one percent off, rtol 0.05", "square", X, fault="one percent more", rtol=0.05),
    op_case("allowed: an entry 0.25 off, atol 0.3", "square", X, fault="last entry", atol=0.3),
    op_case("right: a square", "square", X),
    op_case("right: a square, with a step of 0.1", "square", X, eps=0.1),
    op_case("right: 60 numbers squared", "square", {"x": normal(4, 3, 5)}),
    op_case("right: nine numbers squared", "square", {"x": normal(9)}),
    op_case("right: a matrix product, W square", "matmul", SQUARE, ("x", "W")),
    op_case("right: a bias", "add_bias", BIASED, ("x", "b")),
    # Faulty ops, each aimed at one way in which a checker can be blind.
    op_case("wrong: softmax that sends back zeros", "softmax", {"x": normal(2, 5)}, fault="zeros"),
    op_case("wrong: the upstream gradient is not used", "square", X, fault="upstream forgotten"),
    op_case("wrong: the upstream gradient is doubled in place", "square", X, fault="upstream doubled"),
    op_case("wrong: the last of 60 entries", "square", {"x": normal(4, 3, 5)}, fault="last entry"),
    op_case("wrong: an entry that is too small", "sum_all", {"x": normal(3, 2)}, fault="last entry too small"),
    op_case("wrong: one entry in the middle of W", "matmul", TWO, ("x", "W"), fault="middle entry"),
    op_case("wrong: one percent too much", "square", X, fault="one percent more"),
    op_case("wrong: a ten-thousandth too much", "square", X, fault="a ten-thousandth more"),
    op_case("wrong: two errors that cancel", "square", X, fault="errors that cancel"),
    op_case("wrong: the sign", "square", X, fault="wrong sign"),
    op_case("wrong: a nan", "square", X, fault="nan"),
    op_case("wrong: the first name of two", "matmul", TWO, ("x", "W"), fault="first wrong"),
    op_case("wrong: W's gradient transposed, W square", "matmul", SQUARE, ("x", "W"), fault="transposed"),
    op_case("wrong: a small entry beside large ones", "sizes", {"x": normal(9)}, fault="last entry"),
    op_case("wrong: b's gradient of shape (1, 4)", "add_bias", BIASED, ("x", "b"), fault="one axis more"),
    op_case("wrong: W's gradient left out", "matmul", TWO, ("x", "W"), fault="left out"),
    op_case("wrong: an embedding that assigns, ids repeated", "embedding", TABLE, ("W_e",), fault="assigned"),
    op_case("wrong: a cube, with a step of 0.1", "cube", X, eps=0.1),
    # Faulty ops in the shapes and with the options of the correct ones above, so that these give no verdict away.
    op_case("wrong: one number squared, its sign", "square", {"x": scalar}, fault="wrong sign"),
    op_case("wrong: a scalar output, a quarter too much", "sum_all", {"x": normal(3, 2)}, fault="a quarter more"),
    op_case(
        "wrong: a view of the input, two errors that cancel",
        "reshape",
        {"x": normal(2, 3), "shape": (3, 2)},
        fault="errors that cancel",
    ),
    op_case("wrong: one array under two names, the first", "multiply", SAME, ("a", "b"), fault="first wrong"),
    op_case("wrong: float32 inputs, one percent too much", "matmul", SINGLE, ("x", "W"), fault="one percent more"),
    op_case("wrong: one name of two asked for", "matmul", TWO, ("W",), fault="middle entry"),
    op_case("wrong: a cube, with a step of a half", "cube", X, eps=0.5),
    op_case("wrong: W's gradient left out, a step of a half", "matmul", TWO, ("x", "W"), fault="left out", eps=0.5),
    op_case("not allowed: a quarter too much, rtol 0.05", "square", X, fault="a quarter more", rtol=0.05),
    op_case("not allowed: the sign, atol 0.3", "square", X, fault="wrong sign", atol=0.3),
    op_case("wrong: softmax, with a generator", "softmax", {"x": normal(2, 5)}, fault="zeros", seed=7),
    op_case("refused in words (-1): a gradient of integers", "embedding", TABLE, ("ids",)),
    op_case("refused in words (-1): a gradient of integers, asked for last", "embedding", TABLE, ("W_e", "ids")),
    op_case("refused in words (-1): a name that is not there", "square", X, ("x", "y")),
    # The errors that are reported with the verdict.
    op_case("max_abs of an entry 0.25 off", "square", X, fault="last entry", report="max_abs", _rtol=1e-4),
    op_case("max_abs of two entries 0.25 off", "square", X, fault="errors that cancel", report="max_abs", _rtol=1e-4),
    op_case("max_rel of a quarter too much", "square", X, fault="a quarter more", report="max_rel", _rtol=1e-3),
    op_case("max_rel of a quarter too little", "square", X, fault="a quarter less", report="max_rel", _rtol=1e-3),
    op_case("right: large numbers", "cube", {"x": thousands}, _large=True),
)

BY_HAND = op_case(
    "by hand", "columns", {"a": exact(0.5), "b": exact(2), "c": exact(-1)}, ("a", "b", "c"), fault="claims"
)
