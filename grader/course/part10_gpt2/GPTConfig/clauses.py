"""Clauses of GPTConfig: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "What a GPT-2 is built from; the defaults are OpenAI's 124M model.": ("forward *, the defaults",),
    "To assign to a field raises an exception.": ("forward fixed, tied, with biases",),
    'gelu is "tanh" (what OpenAI\'s weights were trained with) or "erf".': (
        *("forward refused, untied, no biases, erf", "forward refused, tied, with biases"),
        "forward refused, a GELU *",
    ),
    "A tied head scores with the embedding's own table;": ("forward n_parameters, tied, with biases",),
    "an untied one has a table (V, D) of its own.": ("forward n_parameters, untied, with biases",),
    "bias says whether the Linears and LayerNorms have one.": ("forward n_parameters, *tied, no biases*",),
    "Raise ValueError, in words, unless the sizes are 1 or more": (
        *("forward refused, no symbol", "forward refused, no place", "forward refused, no head"),
        *("forward refused, no channel", "forward refused, * less than none", "forward refused, all sizes 1"),
    ),
    "(n_layer may be 0: no block)": (
        *("forward refused, no layer", "forward n_parameters, no layer", "forward refused, a layer less than none"),
    ),
    "and fit each other.": ("forward refused, heads of unequal size",),
    "n_embd is a multiple of n_head,": ("forward refused, heads of unequal size", "forward refused, more heads than *"),
    "gelu is one of the two,": ("forward refused, a GELU *",),
    "and eps is above 0.": ("forward refused, eps of 0", "forward refused, eps below 0", "forward refused, a tiny eps"),
    "The channels of one head.": ("forward head_dim, tied, with biases", "forward whole_numbers, tied, with biases"),
    "How many numbers the model learns.": (
        *("forward n_parameters, *tied, *", "forward n_parameters, as large as GPT-3"),
        "forward whole_numbers, tied, with biases",
    ),
}
