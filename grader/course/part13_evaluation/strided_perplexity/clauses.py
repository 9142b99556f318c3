"""Clauses of strided_perplexity: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return (perplexity, how many tokens were scored)": (
        "forward perplexity, a short last window",
        "forward scored, a short last window",
    ),
    "of ids (N,), N of 2 or more, integers.": (
        "forward perplexity, two tokens",
        "forward perplexity, a read-only token file in uint16, ids above 32767",
        "forward perplexity, a strided view",
    ),
    "logits_of takes ids (1, T), T at most context,": ("forward perplexity, a full last window",),
    "and returns logits (1, T, V): entry t speaks of the token after t.": (
        "forward perplexity, a text shorter than the context",
        "forward perplexity, a full last window",
    ),
    "Window k begins at k stride and has context tokens, the last one as many as are left;": (
        "forward perplexity, a short last window",
        "forward perplexity, one token in the last window",
        "forward perplexity, a stride one less than the context",
    ),
    "the windows end with the first that reaches the end of the text.": (
        "forward perplexity, a full last window",
        "forward scored, a text as long as the context",
    ),
    "Each token is scored once, in the first window that holds it;": (
        "forward scored, a stride of 1",
        "forward perplexity, a full last window",
    ),
    "the tokens before it in that window are what the model is told.": ("forward perplexity, a short last window",),
    "The first token of a window has none before it there: where windows overlap that is ids[0] alone,": (
        "forward scored, windows of two tokens",
    ),
    "and at a stride of the whole context it is one of each window that is never scored.": (
        "forward scored, a stride as long as the context",
        "forward scored, a stride as long as the context, and one token left over",
    ),
    "Raises ValueError unless 1 <= stride <= context,": (
        "forward scored, refused: a stride longer than the context",
        "forward scored, refused: a stride of 0",
        "forward scored, refused: a negative stride",
    ),
    "context is 2 or more,": (
        "forward scored, refused: windows of one token",
        "forward scored, refused: windows of no token",
    ),
    "and so is N.": ("forward scored, refused: a single token", "forward scored, refused: no token"),
}
