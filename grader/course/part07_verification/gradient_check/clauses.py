"""Clauses of gradient_check: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return {name: (max_abs, max_rel, passed)} for every name in wrt;": (
        *("forward verdict, right: a matrix product", "forward verdict, right: one name of two asked for"),
        *("forward verdict, right: a matrix product, W before x", "forward verdict, wrong: the first name of two*"),
    ),
    "op(*inputs.values()) -> (output, backward).": (
        *("forward verdict, right: a scalar output", "forward verdict, right: a bias, the gradients in another order"),
        "forward verdict, right: one array under two names",
    ),
    "inputs has arrays, and plain values that the op takes besides;": (
        *("forward verdict, right: the output is a view of the input", "forward verdict, right: an embedding*"),
    ),
    "arrays of floats are checked in float64,": (
        *("forward verdict, the op gets float64 for float32", "forward verdict, right: float32 inputs"),
    ),
    "and the caller's arrays stay as they are.": ("inputs left alone, returns kept, no key too many",),
    "With a an entry of backward's gradient and n the central difference of step eps:": (
        *("forward verdict, wrong: a cube, with a step of *", "forward verdict, right: a square, with a step of *"),
    ),
    "passed, a bool,": ("forward verdict, passed is a bool",),
    "is whether each entry": ("forward verdict, wrong: the last of 60 entries", "forward verdict, wrong: one entry*"),
    "has |a - n| < atol or": (
        *("forward verdict, *allowed: an entry 0.25 off, atol *", "forward verdict, wrong: 0.0000005*"),
        "forward verdict, allowed: a millionth too much and 0.00000005 beside",
    ),
    "|a - n| < rtol max(|a|, |n|).": (
        *("forward verdict, *allowed: one percent too *", "forward verdict, wrong: three hundred-thousandths too much"),
        "forward verdict, allowed: five millionths too much",
    ),
    "max_abs is the largest |a - n|,": ("forward verdict, max_abs of *0.25 off*",),
    "max_rel the largest |a - n| / max(|a|, |n|)": (
        *("forward verdict, max_rel of a quarter too *", "forward verdict, max_rel of a quarter, beside hundredths"),
    ),
    "among the entries with |a - n| >= atol": ("forward verdict, max_rel beside noise that atol allows",),
    "(0.0 if there are none).": (
        *("forward verdict, max_rel of a right square, 0", "forward verdict, max_rel of an entry 0.25 off*"),
    ),
    "A gradient that is missing,": (
        *("forward verdict, wrong: W's gradient left out", "forward verdict, max_??? of a gradient left out, inf"),
    ),
    "or not of its input's shape,": (
        *("forward verdict, wrong: b's gradient of shape *", "forward verdict, wrong: a sum*"),
        "forward verdict, wrong: a square's gradient in a row",
    ),
    "gives (inf, inf, False);": ("forward verdict, max_??? of a gradient *, inf", "forward verdict, max_* beside a *"),
    "one with a nan does not pass.": ("forward verdict, wrong: a nan",),
    "rng draws the upstream gradient; without it every call draws the same numbers.": (
        *("forward verdict, the generator draws*", "forward verdict, wrong: softmax that sends back zeros"),
        "forward verdict, wrong: the upstream gradient is not used",
    ),
    "Raises ValueError for a name in wrt that inputs lacks,": (
        "forward verdict, refused in words (-1): a name that is not there",
    ),
    "or whose values are integers: there is no slope between whole numbers.": (
        *(
            "forward verdict, refused in words (-1): a gradient of i*",
            "forward verdict, refused in words (-1): a * shape",
        ),
    ),
}
