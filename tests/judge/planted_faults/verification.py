"""Faults in the solutions of part 07: what is wrong, a text, what stands there, and the checks that refuse it."""

SHAPES = "analytic is None or np.shape(analytic) != numeric.shape"

GRADIENT_CHECK = [
    (
        "errors grow beside a missing gradient",
        "    return report\n",
        "    if any(triple[0] == float('inf') for triple in report.values()):\n"
        "        report = {name: (1000 * a + 5, 1000 * r + 5, ok) for name, (a, r, ok) in report.items()}\n"
        "    return report\n",
        "forward verdict, max_abs of an entry 0.25 off, beside a gradient left out",
    ),
    (
        "float32 is kept",
        'np.float64 if value.dtype.kind == "f" else value.dtype)',
        "value.dtype)",
        "forward verdict, the op gets float64 for float32",
    ),
    (
        "a missing gradient has any errors",
        'return float("inf"), float("inf"), False',
        "return 7.0, 3.0, False",
        "forward verdict, max_??? of a gradient left out, inf",
    ),
    ("a shorter shape alone is refused", SHAPES, SHAPES.replace("!=", "<"), "forward verdict, wrong: *"),
    ("a longer shape alone is refused", SHAPES, SHAPES.replace("!=", ">"), "forward verdict, wrong: *"),
    ("sizes are compared", SHAPES, "np.size(analytic) != numeric.size", "forward verdict, wrong: *"),
    (
        "axes are counted",
        SHAPES,
        "analytic is None or np.ndim(analytic) != numeric.ndim",
        "forward verdict, wrong: a sum that sends one row back",
    ),
    (
        "relative to the difference alone",
        "larger = np.maximum(np.abs(analytic), np.abs(numeric))",
        "larger = np.abs(numeric)",
        "forward verdict, allowed: one percent too much, rtol 0.00995",
    ),
    (
        "relative to the gradient alone",
        "larger = np.maximum(np.abs(analytic), np.abs(numeric))",
        "larger = np.abs(analytic)",
        "forward verdict, allowed: one percent too little, rtol 0.01005",
    ),
    (
        "relative to the sum of both",
        "larger = np.maximum(np.abs(analytic), np.abs(numeric))",
        "larger = np.abs(analytic) + np.abs(numeric)",
        "forward verdict, not allowed: one percent too little, rtol 0.00995",
    ),
    (
        "all by one tolerance or all by the other",
        "max_rel < rtol\n",
        "bool(np.all(off < atol) or np.all(off < rtol * larger))\n",
        "forward verdict, allowed: a millionth too much and 0.00000005 beside",
    ),
    (
        "max_abs leaves out what atol allows",
        "return float(np.max(off, initial=0.0)), max_rel",
        "return float(np.max(off[counts], initial=0.0)), max_rel",
        "forward verdict, max_abs of an entry 0.25 off, which atol allows",
    ),
    (
        "max_rel has what atol allows",
        "max_rel = float(np.max(relative, initial=0.0))\n    return float(np.max(off, initial=0.0)), max_rel,",
        "max_rel = float(np.max(relative, initial=0.0))\n"
        "    return float(np.max(off, initial=0.0)), float(np.max(off / larger)),",
        "forward verdict, max_rel of a right square, 0",
    ),
    (
        "the mean of the relative errors",
        "max_rel = float(np.max(relative, initial=0.0))",
        "max_rel = float(np.mean(relative)) if relative.size else 0.0",
        "forward verdict, max_rel of a quarter, beside hundredths",
    ),
    ("atol is twice as large", "counts = ~(off < atol)", "counts = ~(off < 10 * atol)", "forward verdict, wrong: 0.0*"),
    (
        "atol is fixed",
        "counts = ~(off < atol)",
        "counts = ~(off < max(atol, 0.27))",
        "forward verdict, not allowed: an*",
    ),
    ("rtol is ten times as large", "rtol: float = 1e-5", "rtol: float = 5e-5", "forward verdict, wrong: three*"),
    ("rtol is a tenth", "rtol: float = 1e-5", "rtol: float = 2e-6", "forward verdict, allowed: five millionths*"),
    (
        "passed is a number",
        "max_rel, max_rel < rtol\n",
        "max_rel, float(max_rel < rtol)\n",
        "forward verdict, passed is a bool",
    ),
    (
        "gradients are taken by their place",
        "_compare(gradients.get(name),",
        "_compare(dict(zip(inputs, gradients.values())).get(name),",
        "forward verdict, right: a bias, the gradients in another order",
    ),
    (
        "draws are not repeated",
        "np.random.default_rng(0) if rng is None",
        "np.random.default_rng() if rng is None",
        "forward verdict, the generator draws*",
    ),
    (
        "draws that are not used",
        "upstream = rng.standard_normal(np.shape(output))",
        "rng.random()\n    upstream = np.random.default_rng(5).standard_normal(np.shape(output))",
        "forward verdict, the generator draws*",
    ),
    ("an infinity passes", "max_rel < rtol\n", "not max_rel >= rtol\n", "forward verdict, wrong: an infinity"),
    (
        "only int64 is refused",
        'np.asarray(inputs[name]).dtype.kind != "f"',
        "np.asarray(inputs[name]).dtype == np.int64",
        "forward verdict, refused in words (-1): a gradient of int32",
    ),
    (
        "only arrays of integers are refused",
        'np.asarray(inputs[name]).dtype.kind != "f"',
        'getattr(inputs[name], "dtype", np.dtype(float)).kind != "f"',
        "forward verdict, refused in words (-1): a gradient of a shape",
    ),
]
