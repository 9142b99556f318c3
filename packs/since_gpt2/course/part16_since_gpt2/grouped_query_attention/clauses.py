"""Clauses of grouped_query_attention: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the output (B, H, T, d)": ("forward, *",),
    "and its backward,": (
        "gradient Q, *",
        "exact gradient Q, *",
        "gradient K, *",
        "exact gradient K, *",
        "gradient V, *",
        "exact gradient V, *",
    ),
    "for Q (B, H, T, d), K and V (B, G, T, d), H a multiple of G.": (
        "forward, one group for all heads",
        "forward, a group for each head",
        "batches of thousands",
    ),
    'backward(doutput) returns {"Q": dQ (B, H, T, d), "K": dK (B, G, T, d), "V": dV (B, G, T, d)}.': (
        "gradient Q, *",
        "gradient K, *",
        "gradient V, *",
        "inputs left alone, returns kept, no key too many",
    ),
}
