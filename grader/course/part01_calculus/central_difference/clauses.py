"""Clauses of central_difference: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return df/dx (x's shape) by one central difference of step eps for each entry of x.": (
        "forward gradient, two axes",
        "forward gradient, a quadratic, a step of a half",
        "forward gradient, large numbers, a step of 0.01",
        "forward gradient, tiny numbers, a step of 1e-8",
    ),
    "f takes an array of x's shape and returns a number.": (
        "forward gradient, one number",
        "forward gradient, three axes",
    ),
    "x may have any number of axes, also none,": (
        "forward gradient, one number",
        "forward gradient, three axes",
        "forward gradient, axes of size 1",
    ),
    "and any real dtype: the differences are taken in float64 (float32 cannot resolve a step of 1e-6).": (
        "forward gradient, integers",
        "forward gradient, float32",
    ),
    "x itself is left as it was.": ("inputs left alone, *",),
}
