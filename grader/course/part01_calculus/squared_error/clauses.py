"""Clauses of squared_error: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return L = (x w + b - y)^2": ("forward, *",),
    "and its backward,": (
        "gradient x, *",
        "exact gradient x, *",
        "gradient w, *",
        "exact gradient w, *",
        "gradient b, *",
        "exact gradient b, *",
        "gradient y, *",
        "exact gradient y, *",
    ),
    "for four numbers (arrays without axes)": ("forward, four numbers", "gradient *, four numbers"),
    "or four arrays of one shape.": ("forward, arrays of *", "gradient *, arrays of *"),
    'backward(dL) returns {"x": dx, "w": dw, "b": db, "y": dy}, each of the shape of L.': (
        "gradient *, arrays of two axes",
        "inputs left alone, returns kept, no key too many",
    ),
}
