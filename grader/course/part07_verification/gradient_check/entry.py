"""Catalogue entry: gradient_check, graded by its verdicts on a bank of right and of wrong ops."""

import numpy as np

from grader.course.inputs import exact, gain, ids, normal, single, view
from grader.course.part07_verification.gradient_check.driver import drive
from grader.course.part07_verification.gradient_check.op_service import SERVICE
from grader.course.spec import Exercise, Mistake, case


def item(label, op, inputs, wrt=("x",), fault="", report="verdict", _large=False, _rtol=1e-12, **options):
    """One op of the bank as a case."""
    return case(
        label, op=op, fault=fault, inputs=inputs, wrt=wrt, report=report, options=options, _large=_large, _rtol=_rtol
    )


def number(rng):
    """One number, as an array without axes."""
    return np.array(rng.standard_normal())


def thousands(rng):
    """Numbers of 500 to 1,500: the slopes of their cubes are a million and more."""
    return rng.uniform(500, 1500, (3, 4))


X, TABLE = {"x": gain(3, 4)}, {"W_e": normal(6, 3), "ids": ids(2, 2, below=6)}
TWO, SQUARE = {"x": normal(3, 4), "W": normal(4, 2)}, {"x": normal(3, 3), "W": normal(3, 3)}
SAME, BIASED = {"a": normal(2, 3)}, {"x": normal(3, 4), "b": normal(4)}
SINGLE = {"x": single(normal(3, 4)), "W": single(normal(4, 2))}

EXERCISE = Exercise(
    title="Gradient checking",
    points=10,
    arguments=("op", "inputs", "wrt", "eps", "rtol", "atol", "rng"),
    outputs=("verdict",),
    requires=("central_difference",),
    driver=drive,
    callback_service=SERVICE,
    cases=(
        # Right ops, each a trap for a checker that refuses too much.
        item("right: one number squared", "square", {"x": number}),
        item("right: a matrix product", "matmul", TWO, ("x", "W")),
        item("right: softmax", "softmax", {"x": normal(2, 5)}),
        item("right: an embedding, ids repeated", "embedding", TABLE, ("W_e",)),
        item("right: a scalar output", "sum_all", {"x": normal(3, 2)}),
        item("right: a gradient of nothing but zeros", "softmax_sum", {"x": normal(2, 5)}),
        item("right: the output is a view of the input", "reshape", {"x": normal(2, 3), "shape": (3, 2)}),
        item("right: one array under two names", "multiply", SAME, ("a", "b")),
        item("right: float32 inputs", "matmul", SINGLE, ("x", "W")),
        item("right: strided views", "matmul", {"x": view(normal(3, 4)), "W": view(normal(4, 2))}, ("x", "W")),
        item("right: one name of two asked for", "matmul", TWO, ("W",)),
        item("right: softmax, with a generator", "softmax", {"x": normal(2, 5)}, seed=7),
        item("right: a square, with a step of a half", "square", X, eps=0.5),
        item("right: a matrix product, with a step of a half", "matmul", TWO, ("x", "W"), eps=0.5),
        item("allowed: one percent off, rtol 0.05", "square", X, fault="one percent more", rtol=0.05),
        item("allowed: an entry 0.25 off, atol 0.3", "square", X, fault="last entry", atol=0.3),
        item("right: a square", "square", X),
        item("right: a square, with a step of 0.1", "square", X, eps=0.1),
        item("right: 60 numbers squared", "square", {"x": normal(4, 3, 5)}),
        item("right: nine numbers squared", "square", {"x": normal(9)}),
        item("right: a matrix product, W square", "matmul", SQUARE, ("x", "W")),
        item("right: a bias", "add_bias", BIASED, ("x", "b")),
        # Wrong ops, each aimed at one way to be blind.
        item("wrong: softmax that sends back zeros", "softmax", {"x": normal(2, 5)}, fault="zeros"),
        item("wrong: the upstream gradient is not used", "square", X, fault="upstream forgotten"),
        item("wrong: the upstream gradient is doubled in place", "square", X, fault="upstream doubled"),
        item("wrong: the last of 60 entries", "square", {"x": normal(4, 3, 5)}, fault="last entry"),
        item("wrong: an entry that is too small", "sum_all", {"x": normal(3, 2)}, fault="last entry too small"),
        item("wrong: one entry in the middle of W", "matmul", TWO, ("x", "W"), fault="middle entry"),
        item("wrong: one percent too much", "square", X, fault="one percent more"),
        item("wrong: a ten-thousandth too much", "square", X, fault="a ten-thousandth more"),
        item("wrong: two errors that cancel", "square", X, fault="errors that cancel"),
        item("wrong: the sign", "square", X, fault="wrong sign"),
        item("wrong: a nan", "square", X, fault="nan"),
        item("wrong: the first name of two", "matmul", TWO, ("x", "W"), fault="first wrong"),
        item("wrong: W's gradient transposed, W square", "matmul", SQUARE, ("x", "W"), fault="transposed"),
        item("wrong: a small entry beside large ones", "sizes", {"x": normal(9)}, fault="last entry"),
        item("wrong: b's gradient of shape (1, 4)", "add_bias", BIASED, ("x", "b"), fault="one axis more"),
        item("wrong: W's gradient left out", "matmul", TWO, ("x", "W"), fault="left out"),
        item("wrong: an embedding that assigns, ids repeated", "embedding", TABLE, ("W_e",), fault="assigned"),
        item("wrong: a cube, with a step of 0.1", "cube", X, eps=0.1),
        # And what is asked of right ops alone so far: how a question looks does not say what its op is.
        item("wrong: one number squared, its sign", "square", {"x": number}, fault="wrong sign"),
        item("wrong: a scalar output, a quarter too much", "sum_all", {"x": normal(3, 2)}, fault="a quarter more"),
        item(
            "wrong: a view of the input, two errors that cancel",
            "reshape",
            {"x": normal(2, 3), "shape": (3, 2)},
            fault="errors that cancel",
        ),
        item("wrong: one array under two names, the first", "multiply", SAME, ("a", "b"), fault="first wrong"),
        item("wrong: float32 inputs, one percent too much", "matmul", SINGLE, ("x", "W"), fault="one percent more"),
        item("wrong: one name of two asked for", "matmul", TWO, ("W",), fault="middle entry"),
        item("wrong: a cube, with a step of a half", "cube", X, eps=0.5),
        item("wrong: W's gradient left out, a step of a half", "matmul", TWO, ("x", "W"), fault="left out", eps=0.5),
        item("not allowed: a quarter too much, rtol 0.05", "square", X, fault="a quarter more", rtol=0.05),
        item("not allowed: the sign, atol 0.3", "square", X, fault="wrong sign", atol=0.3),
        item("wrong: softmax, with a generator", "softmax", {"x": normal(2, 5)}, fault="zeros", seed=7),
        item("refused in words (-1): a gradient of integers", "embedding", TABLE, ("ids",)),
        item("refused in words (-1): a gradient of integers, asked for last", "embedding", TABLE, ("W_e", "ids")),
        item("refused in words (-1): a name that is not there", "square", X, ("x", "y")),
        # What is reported beside the verdict.
        item("max_abs of an entry 0.25 off", "square", X, fault="last entry", report="max_abs", _rtol=1e-4),
        item("max_abs of two entries 0.25 off", "square", X, fault="errors that cancel", report="max_abs", _rtol=1e-4),
        item("max_rel of a quarter too much", "square", X, fault="a quarter more", report="max_rel", _rtol=1e-3),
        item("max_rel of a quarter too little", "square", X, fault="a quarter less", report="max_rel", _rtol=1e-3),
        item("right: large numbers", "cube", {"x": thousands}, _large=True),
    ),
    by_hand=item(
        "by hand", "columns", {"a": exact(0.5), "b": exact(2), "c": exact(-1)}, ("a", "b", "c"), fault="claims"
    ),
    hints=(
        "A backward takes an upstream gradient, and a difference needs one number. What number L of the output has "
        "just that upstream gradient, and which upstream gradients would hide a mistake?",
        "L = sum_k u[k] Y[k] with a random u: dL/dx[i] is backward(u)'s entry i, and also "
        "(L(x + eps e_i) - L(x - eps e_i)) / (2 eps). Now: at how many i do the two have to agree, and how nearly "
        "where both are almost 0?",
        "Copy the inputs, draw u, call backward once. For each name: central_difference of "
        "x -> sum(u * op(.. x ..)[0]); compare the shapes, then entry by entry |a - n| against atol and against "
        "rtol max(|a|, |n|), and take all().",
    ),
)

MISTAKES = (
    Mistake(
        "upstream-of-ones",
        "rng.standard_normal(np.shape(output))",
        "np.ones(np.shape(output))",
        "The upstream gradient is all ones. Softmax and LayerNorm send back 0 for it, so a backward that returns zeros "
        "passes, and so does one that never looks at its argument.",
        breaks="forward",
    ),
    Mistake(
        "one-entry",
        "off = np.abs(analytic - numeric)",
        "analytic, numeric = np.ravel(analytic)[:1], np.ravel(numeric)[:1]\n    off = np.abs(analytic - numeric)",
        "Only the first entry is compared. A gradient can be wrong in a single place, a repeated id or the last row; "
        "every entry has to agree.",
        breaks="forward",
    ),
    Mistake(
        "no-absolute-floor",
        "counts = ~(off < atol)",
        "counts = ~(off < 0)",
        "The error is relative everywhere. Where the gradient is 0 the difference is rounding, 1e-10 or so, and its "
        "relative error is 1: right ops are refused.",
        breaks="forward",
    ),
    Mistake(
        "absolute-alone",
        "max_rel < rtol\n",
        "max_rel == 0\n",
        "Every error must be below atol, whatever the size of the gradient. A slope of a million cannot be measured to "
        "1e-7 in float64: large gradients need a relative tolerance.",
        breaks="robustness",
    ),
    Mistake(
        "passes-one-percent",
        "max_rel < rtol\n",
        "max_rel < max(rtol, 0.02)\n",
        "The tolerance lets an error of one percent pass. Central differences are good to 1e-8 or so, and a wrong "
        "constant in a GELU is off by less than a thousandth.",
        breaks="forward",
    ),
    Mistake(
        "tolerance-fixed",
        "max_rel < rtol\n",
        "max_rel < 1e-5\n",
        "rtol is not used: the tolerance is always 1e-5.",
        breaks="forward",
    ),
    Mistake(
        "shapes-not-compared",
        "analytic is None or np.shape(analytic) != numeric.shape",
        "analytic is None",
        "The shapes are not compared. Broadcasting lets a gradient (1, 4) agree with an input (4,), and a gradient "
        "that was never summed over its rows slips through.",
        breaks="forward",
    ),
    Mistake(
        "fresh-inputs",
        "held = {name: _own(value) for name, value in inputs.items()}",
        "held = {n: _own(v) if not isinstance(v, np.ndarray) else rng.standard_normal(v.shape) if v.dtype.kind == 'f' "
        "else rng.permutation(v.size).reshape(v.shape) for n, v in inputs.items()}",
        "The check is made at inputs of its own, drawn anew, in which no id occurs twice. `dW_e[ids] += dY` is right "
        "there. Check at the inputs that were given.",
        breaks="forward",
    ),
    Mistake(
        "nan-passes",
        "max_rel < rtol\n",
        "not max_rel >= rtol\n",
        "A nan passes: it is neither below nor above any tolerance, so ask whether the error is small, not whether it "
        "is large.",
        breaks="forward",
    ),
    Mistake(
        "sums-compared",
        "off = np.abs(analytic - numeric)",
        "analytic, numeric = np.sum(analytic), np.sum(numeric)\n    off = np.abs(analytic - numeric)",
        "Only the sums of the two gradients are compared, and errors of both signs cancel in a sum.",
        breaks="forward",
    ),
    Mistake(
        "norms-compared",
        "off = np.abs(analytic - numeric)",
        "analytic, numeric = np.linalg.norm(analytic), np.linalg.norm(numeric)\n    off = np.abs(analytic - numeric)",
        "Only the lengths of the two gradients are compared. A transposed gradient, or one of the wrong sign, has the "
        "right length.",
        breaks="forward",
    ),
    Mistake(
        "sizes-compared",
        "off = np.abs(analytic - numeric)",
        "off = np.abs(np.abs(analytic) - np.abs(numeric))",
        "The absolute values are compared, so a gradient of the wrong sign passes.",
        breaks="forward",
    ),
    Mistake(
        "relative-to-the-largest",
        "larger = np.maximum(np.abs(analytic), np.abs(numeric))",
        "larger = np.full(np.shape(off), np.max(np.maximum(np.abs(analytic), np.abs(numeric))))",
        "Errors are taken relative to the largest entry of the whole gradient, so a small entry may be wrong by any "
        "factor if it stands beside large ones.",
        breaks="forward",
    ),
    Mistake(
        "upstream-lent",
        "backward(upstream.copy())",
        "backward(upstream)",
        "The op gets the upstream gradient itself. A backward that changes it in place then changes what it is "
        "compared with, and its gradient agrees.",
        breaks="forward",
    ),
    Mistake(
        "moved-in-one-memory",
        "slopes = central_difference(rise, held[name], eps)",
        "x, slopes = held[name], np.zeros(held[name].shape)\n"
        "        for i in np.ndindex(x.shape):\n"
        "            at, x[i] = x[i], x[i] + eps\n"
        "            above = op(*held.values())[0]\n"
        "            x[i] = at - eps\n"
        "            below = op(*held.values())[0]\n"
        "            x[i] = at\n"
        "            slopes[i] = np.sum(upstream * (above - below)) / (2 * eps)",
        "An entry is moved in place, and both outputs are kept before they are subtracted. The output of a reshape is "
        "a view of its input, so the first one has moved on as well and their difference is 0: a right op is refused.",
        breaks="forward",
    ),
    Mistake(
        "float32-differences",
        "held | {name: x}",
        "held | {name: x.astype(inputs[name].dtype)}",
        "The differences are taken in the dtype of the inputs. float32 keeps seven digits, so a step of 1e-6 is mostly "
        "rounding and right ops are refused.",
        breaks="forward",
    ),
    Mistake(
        "copies-not-restored",
        "slopes = central_difference(rise, held[name], eps)",
        "x, slopes = held[name], np.zeros(held[name].shape)\n"
        "        for i in np.ndindex(x.shape):\n"
        "            x[i] += eps\n"
        "            above = rise(x)\n"
        "            x[i] -= 2 * eps\n"
        "            slopes[i] = (above - rise(x)) / (2 * eps)",
        "An entry that was moved is not put back, so all that are differenced later are differenced at another point.",
        breaks="forward",
    ),
    Mistake(
        "inputs-not-restored",
        "slopes = central_difference(rise, held[name], eps)",
        "slopes = central_difference(rise, held[name], eps)\n        inputs[name].flat[:] += eps",
        "The caller's inputs have been moved and are not put back: whoever uses them next has other numbers.",
        breaks="contract",
    ),
    Mistake(
        "accepts-everything",
        "max_rel, max_rel < rtol\n",
        "max_rel, True\n",
        "Everything passes. The gradient check was run and its result was not looked at.",
        breaks="forward",
    ),
    Mistake(
        "refuses-everything",
        "max_rel, max_rel < rtol\n",
        "max_rel, max_rel < 0\n",
        "Nothing passes, not even a right op. A checker is as useless that way.",
        breaks="forward",
    ),
)
