"""Clauses of rotary_embedding: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return Y (B, H, T, d)": ("forward, *",),
    "and its backward,": ("gradient x, *", "exact gradient x, *"),
    "for x (B, H, T, d) with d even": ("forward, behind a cache", "batches of thousands"),
    "and whole numbers positions (T,).": (
        "forward, two texts packed in one row",
        "forward, places beyond a million",
        "ids of any integer dtype",
    ),
    'backward(dY) returns {"x": dx (B, H, T, d)};': ("gradient x, *",),
    "positions and base are constants.": ("inputs left alone, returns kept, no key too many",),
}
