"""Exercise entry: gradient_check (a gradient checker, graded by its verdicts on correct and faulty ops)."""

from grader.course.captions import VALUE_ERROR
from grader.course.part07_verification.gradient_check.cases import BY_HAND, CASES
from grader.course.part07_verification.gradient_check.driver import drive
from grader.course.part07_verification.gradient_check.op_service import SERVICE
from grader.course.spec import Caption, Exercise, Mistake

EXERCISE = Exercise(
    title="Gradient checking",
    points=10,
    arguments=("op", "inputs", "wrt", "eps", "rtol", "atol", "rng"),
    outputs=("verdict",),
    requires=("central_difference",),
    driver=drive,
    callback_service=SERVICE,
    cases=CASES,
    by_hand=BY_HAND,
    captions={
        "verdict": Caption("passed, of each name", {1.0: "True", 0.0: "False", -1.0: VALUE_ERROR}),
        ("verdict", "max_abs"): Caption("max_abs", {-1.0: VALUE_ERROR}),
        ("verdict", "max_rel"): Caption("max_rel", {-1.0: VALUE_ERROR}),
        ("verdict", "bools"): Caption("the type of passed", {1.0: "bool", 0.0: "another"}),
        ("verdict", "float64"): Caption("the dtype that op is given", {1.0: "float64", 0.0: "another"}),
        ("verdict", "draws"): Caption("what rng draws", {1.0: "as promised", 0.0: "not as promised"}),
    },
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
    Mistake(
        "relative-to-the-sum",
        "larger = np.maximum(np.abs(analytic), np.abs(numeric))",
        "larger = np.abs(analytic) + np.abs(numeric)",
        "The error is divided by |a| + |n|, as CS231n does it. Here it is divided by the larger of the two, which is "
        "about half of that.",
        "forward",
    ),
    Mistake(
        "relative-to-the-sum-everywhere",
        "float(np.max(off, initial=0.0)), max_rel, max_rel < rtol\n",
        "(\n"
        "        float(np.max(off, initial=0.0)),\n"
        "        float(np.max(off / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)), initial=0.0)),\n"
        "        bool(np.all((off < atol) | (off / np.maximum(1e-8, np.abs(analytic) + np.abs(numeric)) < rtol))),\n"
        "    )\n",
        "The error is divided by |a| + |n|, as CS231n does it, and max_rel is taken over all entries. Here it is "
        "divided by the larger of the two, and entries that are off by less than atol do not count.",
        "forward",
    ),
    Mistake(
        "relative-error-everywhere",
        "float(np.max(off, initial=0.0)), max_rel, max_rel < rtol\n",
        "(\n"
        "        float(np.max(off, initial=0.0)),\n"
        "        float(np.max(off / np.maximum(larger, 1e-300), initial=0.0)),\n"
        "        max_rel < rtol,\n"
        "    )\n",
        "max_rel is taken over all entries. Those that are off by less than atol do not count: there it is the ratio "
        "of two rounding errors.",
        "forward",
    ),
    Mistake(
        "relative-to-the-numeric",
        "larger = np.maximum(np.abs(analytic), np.abs(numeric))",
        "larger = np.abs(numeric)",
        "The error is divided by |n| alone. Where n is 0 and a is not, that is infinite; the larger of the two is "
        "what counts.",
        "forward",
    ),
)
