"""The cases of gradient_check: correct and faulty ops of the bank, with what the checker is given of each."""

import numpy as np

from grader.course.inputs import exact, gain, ids, normal, single, view
from grader.course.spec import case


def _case(label, op, inputs, wrt=("x",), fault="", report="verdict", _large=False, _rtol=1e-12, _edge=False, **options):
    """Return a case: an op of the bank with a fault ("" for none), its inputs, and which row of the report is compared.

    `options` are the checker's: eps, rtol, atol, and seed for rng; with `draws` it is called with several generators.
    """
    how = {"_large": _large, "_rtol": _rtol, "_edge": _edge}
    return case(label, report=report, op=op, fault=fault, inputs=inputs, wrt=wrt, options=options, **how)


def _scalar(rng):
    """A 0-d array."""
    return np.array(rng.standard_normal())


def _thousands(rng):
    """Numbers (3, 4) from 500 to 1,500: the derivatives of their cubes are about a million."""
    return rng.uniform(500, 1500, (3, 4))


X = {"x": gain(3, 4)}
EMBEDDING = {"W_e": normal(6, 3), "ids": ids(2, 2, below=6)}
MATMUL = {"x": normal(3, 4), "W": normal(4, 2)}
SQUARE_MATMUL = {"x": normal(3, 3), "W": normal(3, 3)}
FLOAT32_MATMUL = {"x": single(normal(3, 4)), "W": single(normal(4, 2))}
ADD_BIAS = {"x": normal(3, 4), "b": normal(4)}
ADD_ROW = {"x": normal(3, 4), "b": normal(1, 4)}
SUM = {"x": normal(3, 2)}
NINE = {"x": normal(9)}
ONE_ARRAY = {"a": normal(2, 3)}
"""Multiply's inputs; the op bank gives the array under the name b as well."""

CASES = (
    # Correct ops, each of them a trap for a checker that refuses too much. A verdict is an edge only at the border of a
    # tolerance: whoever says the same of every op would earn half of them.
    _case("right: one number squared", "square", {"x": _scalar}),
    _case("right: a matrix product", "matmul", MATMUL, ("x", "W")),
    _case("right: softmax", "softmax", {"x": normal(2, 5)}),
    _case("right: an embedding, ids repeated", "embedding", EMBEDDING, ("W_e",)),
    _case("right: a scalar output", "sum_all", {"x": normal(3, 2)}),
    _case("right: a gradient of nothing but zeros", "softmax_sum", {"x": normal(2, 5)}),
    _case("right: the output is a view of the input", "reshape", {"x": normal(2, 3), "shape": (3, 2)}),
    _case("right: one array under two names", "multiply", ONE_ARRAY, ("a", "b")),
    _case("right: float32 inputs", "matmul", FLOAT32_MATMUL, ("x", "W")),
    _case("right: strided views", "matmul", {"x": view(normal(3, 4)), "W": view(normal(4, 2))}, ("x", "W")),
    _case("right: one name of two asked for", "matmul", MATMUL, ("W",)),
    _case("right: softmax, with a generator", "softmax", {"x": normal(2, 5)}, seed=7),
    _case("right: a square, with a step of a half", "square", X, eps=0.5),
    _case("right: a matrix product, with a step of a half", "matmul", MATMUL, ("x", "W"), eps=0.5),
    _case("allowed: one percent off, rtol 0.05", "square", X, fault="one percent more", rtol=0.05),
    _case("allowed: an entry 0.25 off, atol 0.3", "square", X, fault="last entry", atol=0.3),
    _case("right: a square", "square", X),
    _case("right: a square, with a step of 0.1", "square", X, eps=0.1),
    _case("right: 60 numbers squared", "square", {"x": normal(4, 3, 5)}),
    _case("right: nine numbers squared", "square", {"x": normal(9)}),
    _case("right: a matrix product, W square", "matmul", SQUARE_MATMUL, ("x", "W")),
    _case("right: a bias", "add_bias", ADD_BIAS, ("x", "b")),
    _case("right: a matrix product, W before x", "matmul", MATMUL, ("W", "x")),
    _case("right: a bias, the gradients in another order", "add_bias", ADD_BIAS, ("x", "b"), fault="another order"),
    _case("right: a bias, b alone asked for", "add_bias", ADD_BIAS, ("b",)),
    _case("right: a square, atol 0.2", "square", X, atol=0.2),
    _case("right: a bias of shape (1, 4)", "add_bias", ADD_ROW, ("x", "b")),
    _case("right: some derivatives of a million and one of 0", "uneven", NINE),
    _case("allowed: five millionths too much", "square", X, fault="five millionths more"),
    _case("allowed: a millionth too much and 0.00000005 beside", "uneven", NINE, fault="noise of both kinds"),
    _case(
        "allowed: one percent too much, rtol 0.00995", "square", X, fault="one percent more", rtol=0.00995, _edge=True
    ),
    _case(
        "allowed: one percent too little, rtol 0.01005", "square", X, fault="one percent less", rtol=0.01005, _edge=True
    ),
    # Faulty ops, each aimed at one way in which a checker can be blind.
    _case("wrong: softmax that sends back zeros", "softmax", {"x": normal(2, 5)}, fault="zeros"),
    _case("wrong: the upstream gradient is not used", "square", X, fault="upstream forgotten"),
    _case("wrong: the last of 60 entries", "square", {"x": normal(4, 3, 5)}, fault="last entry"),
    _case("wrong: an entry that is too small", "sum_all", {"x": normal(3, 2)}, fault="last entry too small"),
    _case("wrong: one entry in the middle of W", "matmul", MATMUL, ("x", "W"), fault="middle entry"),
    _case("wrong: one percent too much", "square", X, fault="one percent more"),
    _case("wrong: a ten-thousandth too much", "square", X, fault="a ten-thousandth more"),
    _case("wrong: two errors that cancel", "square", X, fault="errors that cancel"),
    _case("wrong: the sign", "square", X, fault="wrong sign"),
    _case("wrong: a nan", "square", X, fault="nan"),
    _case("wrong: the first name of two", "matmul", MATMUL, ("x", "W"), fault="first wrong"),
    _case("wrong: W's gradient transposed, W square", "matmul", SQUARE_MATMUL, ("x", "W"), fault="transposed"),
    _case("wrong: a small entry beside large ones", "sizes", {"x": normal(9)}, fault="last entry"),
    _case("wrong: b's gradient of shape (1, 4)", "add_bias", ADD_BIAS, ("x", "b"), fault="one axis more"),
    _case("wrong: W's gradient left out", "matmul", MATMUL, ("x", "W"), fault="left out"),
    _case("wrong: an embedding that assigns, ids repeated", "embedding", EMBEDDING, ("W_e",), fault="assigned"),
    _case("wrong: a cube, with a step of 0.1", "cube", X, eps=0.1),
    # Faulty ops in the shapes and with the options of the correct ones above, so that these give no verdict away.
    _case("wrong: one number squared, its sign", "square", {"x": _scalar}, fault="wrong sign"),
    _case("wrong: a scalar output, a quarter too much", "sum_all", {"x": normal(3, 2)}, fault="a quarter more"),
    _case(
        "wrong: a view of the input, two errors that cancel",
        "reshape",
        {"x": normal(2, 3), "shape": (3, 2)},
        fault="errors that cancel",
    ),
    _case("wrong: one array under two names, the first", "multiply", ONE_ARRAY, ("a", "b"), fault="first wrong"),
    _case(
        "wrong: float32 inputs, one percent too much", "matmul", FLOAT32_MATMUL, ("x", "W"), fault="one percent more"
    ),
    _case("wrong: one name of two asked for", "matmul", MATMUL, ("W",), fault="middle entry"),
    _case("wrong: a cube, with a step of a half", "cube", X, eps=0.5),
    _case("wrong: W's gradient left out, a step of a half", "matmul", MATMUL, ("x", "W"), fault="left out", eps=0.5),
    _case("not allowed: a quarter too much, rtol 0.05", "square", X, fault="a quarter more", rtol=0.05),
    _case("not allowed: the sign, atol 0.3", "square", X, fault="wrong sign", atol=0.3),
    _case("wrong: softmax, with a generator", "softmax", {"x": normal(2, 5)}, fault="zeros", seed=7),
    _case(
        "not allowed: one percent too little, rtol 0.00995",
        "square",
        X,
        fault="one percent less",
        rtol=0.00995,
        _edge=True,
    ),
    _case(
        "not allowed: a quarter too much, rtol 0.01005", "square", X, fault="a quarter more", rtol=0.01005, _edge=True
    ),
    _case("not allowed: an entry 0.25 off, atol 0.2", "square", X, fault="last entry", atol=0.2),
    _case("wrong: three hundred-thousandths too much", "square", X, fault="three hundred-thousandths more"),
    _case("wrong: 0.0000005 where the derivative is 0", "uneven", NINE, fault="too much for noise"),
    _case("wrong: an infinity", "square", X, fault="infinity"),
    _case("wrong: the sign, with several generators", "square", X, fault="wrong sign", draws=True),
    _case("wrong: the first name of two, W before x", "matmul", MATMUL, ("W", "x"), fault="first wrong"),
    _case("wrong: b's gradient of shape (4,) for (1, 4)", "add_bias", ADD_ROW, ("x", "b"), fault="one axis less"),
    _case("wrong: a sum that sends its number back", "sum_all", SUM, fault="not spread"),
    _case("wrong: a sum that sends one row back", "sum_all", SUM, fault="one row"),
    _case("wrong: a sum that sends one column back", "sum_all", SUM, fault="one column"),
    _case("wrong: a sum's gradient with an axis more at the end", "sum_all", SUM, fault="one axis more at the end"),
    _case("wrong: a sum's gradient transposed", "sum_all", SUM, fault="transposed"),
    _case("wrong: a square's gradient in a row", "square", X, fault="in a row"),
    _case("refused in words (-1): a gradient of integers", "embedding", EMBEDDING, ("ids",), _edge=True),
    _case(
        "refused in words (-1): a gradient of integers, asked for last",
        "embedding",
        EMBEDDING,
        ("W_e", "ids"),
        _edge=True,
    ),
    _case(
        "refused in words (-1): a gradient of int32",
        "embedding",
        EMBEDDING | {"ids": lambda rng: rng.integers(6, size=3).astype(np.int32)},
        ("ids",),
        _edge=True,
    ),
    _case(
        "refused in words (-1): a gradient of a shape",
        "reshape",
        {"x": normal(2, 3), "shape": (3, 2)},
        ("shape",),
        _edge=True,
    ),
    _case("refused in words (-1): a name that is not there", "square", X, ("x", "y"), _edge=True),
    # The errors that are reported with the verdict.
    _case("max_abs of an entry 0.25 off", "square", X, fault="last entry", report="max_abs", _rtol=1e-4),
    _case("max_abs of two entries 0.25 off", "square", X, fault="errors that cancel", report="max_abs", _rtol=1e-4),
    _case("max_rel of a quarter too much", "square", X, fault="a quarter more", report="max_rel", _rtol=1e-3),
    _case("max_rel of a quarter too little", "square", X, fault="a quarter less", report="max_rel", _rtol=1e-3),
    _case(
        "max_abs of an entry 0.25 off, which atol allows",
        "square",
        X,
        fault="last entry",
        _edge=True,
        report="max_abs",
        atol=0.3,
        _rtol=1e-4,
    ),
    _case("max_rel of a right square, 0", "square", X, _edge=True, report="max_rel"),
    _case(
        "max_rel of an entry 0.25 off, which atol allows, 0",
        "square",
        X,
        fault="last entry",
        _edge=True,
        report="max_rel",
        atol=0.3,
    ),
    _case(
        "max_rel of a quarter, beside hundredths",
        "square",
        X,
        fault="hundredths and a quarter",
        report="max_rel",
        _rtol=1e-3,
    ),
    _case(
        "max_rel beside noise that atol allows",
        "uneven",
        NINE,
        fault="noise of both kinds",
        _edge=True,
        report="max_rel",
        _rtol=1e-2,
    ),
    _case(
        "max_abs of a gradient left out, inf", "matmul", MATMUL, ("W",), fault="left out", _edge=True, report="max_abs"
    ),
    _case(
        "max_rel of a gradient left out, inf", "matmul", MATMUL, ("W",), fault="left out", _edge=True, report="max_rel"
    ),
    _case(
        "max_abs of a gradient of another shape, inf",
        "add_bias",
        ADD_BIAS,
        ("b",),
        fault="one axis more",
        _edge=True,
        report="max_abs",
    ),
    _case(
        "max_rel of a gradient of another shape, inf", "sum_all", SUM, fault="not spread", _edge=True, report="max_rel"
    ),
    _case(
        "max_abs of an entry 0.25 off, beside a gradient left out",
        "matmul",
        MATMUL,
        ("x", "W"),
        fault="last entry of the first, the last left out",
        _edge=True,
        report="max_abs",
        _rtol=1e-4,
    ),
    _case(
        "max_rel of a quarter too much, beside a gradient left out",
        "matmul",
        MATMUL,
        ("x", "W"),
        fault="a quarter more, the last left out",
        _edge=True,
        report="max_rel",
        _rtol=1e-3,
    ),
    _case("passed is a bool", "matmul", MATMUL, ("x", "W"), fault="middle entry", report="bools", _edge=True),
    _case("the op gets float64 for float32", "matmul", FLOAT32_MATMUL, ("x", "W"), _edge=True, report="float64"),
    _case("the generator draws, and without one all calls agree", "square", X, _edge=True, report="draws", draws=True),
    _case("right: large numbers", "cube", {"x": _thousands}, _large=True),
)

BY_HAND = _case("by hand", "columns", {"a": exact(0.5), "b": exact(2), "c": exact(-1)}, ("a", "b", "c"), fault="claims")
