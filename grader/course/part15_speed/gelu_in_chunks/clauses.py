"""Clauses of gelu_in_chunks: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return h of u's shape": ("forward, three axes", "forward, a strided view", "forward, axes of size 1"),
    "and dtype,": ("forward, float32",),
    "and its backward;": ("gradient u, *", "exact gradient u, more than one chunk of the usual size"),
    "h is written into `out` where that is given.": ("forward, two axes, a chunk that does not divide",),
    'backward(dh, out=None) returns {"u": du}': ("exact gradient u, three axes",),
    "and writes du into its own `out` where given, which may be dh itself.": ("exact gradient u, three axes",),
    "`out` is contiguous. It may be u itself where no backward is wanted: the backward reads u.": (
        "forward, two axes, a chunk that does not divide",
    ),
    "With `chunk` entries worked on at a time, u, the answer and what comes between them stay in a processor's own "
    "cache.": ("forward, memory taken beside the answer",),
    "Where u is contiguous no array is made that is larger than `chunk` entries, but the answer.": (
        "forward, memory taken beside the answer",
        "exact gradient u, memory taken beside the answer",
    ),
}
