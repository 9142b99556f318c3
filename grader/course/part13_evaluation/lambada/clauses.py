"""Clauses of lambada: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return (perplexity, accuracy) over the passages;": (
        "forward perplexity, eight passages",
        "forward accuracy, eight passages",
    ),
    "the accuracy is between 0 and 1.": ("forward accuracy, words of two tokens, of which one or both are right",),
    "logits_of takes ids (1, T) and returns logits (1, T, V): entry t speaks of the token after t.": (
        "forward perplexity, eight passages",
        "forward perplexity, ids above 32767",
    ),
    "A passage is cut at its last space: the context is what stands before it,": (
        "forward perplexity, eight passages",
        "forward perplexity, passages of 20 to 80 words",
        "forward perplexity, a new line, a tab, two spaces",
    ),
    "and the last word goes from that space (GPT-2's tokens begin with their space) to the end.": (
        "forward perplexity, quotes and stops",
        "forward perplexity, one passage of two words",
    ),
    "Both are encoded, and the model reads the one after the other.": ("forward perplexity, a vocabulary of 3",),
    "Raises ValueError where there is no passage,": ("forward accuracy, refused: no passage",),
    "and for a passage with nothing before its last space or nothing after it.": (
        "forward accuracy, refused: a single word",
        "forward accuracy, refused: nothing after the last space",
        "forward accuracy, refused: nothing before the last space",
    ),
}
