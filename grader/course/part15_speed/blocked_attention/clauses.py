"""Clauses of blocked_attention: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return causal attention's output (..., S, e) and its backward,": (
        "forward, seven places, blocks of 2 and 4",
        "the future cannot change the past",
        "gradient *, seven places, blocks of 2 and 4",
    ),
    "for Q and K (..., S, d) and V (..., S, e).": (
        "forward, three leading axes",
        "forward, batch and heads",
        "forward, a strided view",
    ),
    "Blocks have `queries` rows and `keys` columns, a multiple of `queries`.": (
        "blocks of another size change nothing",
        "forward, blocks that divide",
        "forward, one block; and a long text in blocks as in one",
    ),
    "The output is written into `out` where that is given.": ("forward, seven places, blocks of 2 and 4",),
    'backward(doutput, out=None) returns {"Q": dQ, "K": dK, "V": dV},': (
        "exact gradient Q, batch and heads",
        "exact gradient K, batch and heads",
        "exact gradient V, batch and heads",
    ),
    "and writes them into the arrays of its own `out`, a dict of the same keys, where given.": (
        "exact gradient Q, seven places, blocks of 2 and 4",
    ),
    "Q, K, V and the output are read again by the backward.": (),
}
