"""Clauses of load_state_dict: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return a state's arrays by the course's names and in its orientation, (in, out);": (
        *("forward W?, nanoGPT's layout*", "forward W_attn, Hugging Face's layout, with masks"),
        *("forward W_*, all keys in reverse, masks between", "forward W_*, eleven layers, keys sorted as text"),
    ),
    "masks are left out.": ("forward refused, *masks*", "forward W_attn, masks before all else"),
    "A state that has W_e is in the course's layout.": (
        *("forward W_*, the course's layout*", "forward W?, eleven layers, the course's layout"),
    ),
    "In the others, Hugging Face keeps the four matrices of a block as (in, out);": (
        *("forward W?, Hugging Face's layout, with masks", "forward W_proj, a float32 model*"),
    ),
    "nanoGPT and minGPT, which use PyTorch's Linear, keep them as (out, in),": (
        *("forward W?, nanoGPT's layout*", "forward W_proj, compiled and untied", "forward W_proj, square tables"),
    ),
    "and the tables as we do.": ("forward W_e, square tables", "forward W_p, square tables"),
    "Raises ValueError for a key that no GPT-2 has,": (
        *("forward refused, a key that no GPT-2 has", "forward refused, a bias of the embedding"),
        "forward refused, a key with a tail",
    ),
    "and for a c_attn.weight of neither (D, 3D) nor (3D, D).": ("forward refused, a c_attn of neither shape",),
    "Copy a state's arrays into the model's parameters,": (
        *("forward W_*, the course's layout*", "forward vectors, the course's layout*", "forward W_head, compiled*"),
        "forward W_e, a state from which no key can be taken",
    ),
    "which keep their dtype": ("forward bytes_of_each, float*", "forward bytes_of_each, a float32 model*"),
    "and share no memory with the state.": ("forward W_*, the course's layout*", "forward W?, square tables"),
    "Raises ValueError in words,": ("forward refused, a missing key", "forward refused, an empty state"),
    "and leaves the model as it was,": (
        *("forward W_?, a missing c_attn", "forward vectors, a bias of one number", "forward W?, a layer too many"),
        "forward W_e, an untied head for a tied model",
    ),
    "where keys are missing": (
        *("forward refused, a missing *", "forward refused, a layer missing", "forward refused, an empty state"),
        *("forward refused, no head*", "forward refused, a head and no embedding"),
    ),
    "or too many,": (
        *("forward refused, a layer too many", "forward refused, biases too many"),
        "forward refused, a bias of another layer in the place of one",
    ),
    "where a shape is another,": (
        *("forward refused, a bias of one number", "forward refused, a bias with an axis more"),
        *("forward refused, * that lies the other way", "forward refused, a table of one row"),
        *("forward refused, a * of another *", "forward refused, twice as many channels"),
    ),
    "and where a tied model is given a head that is not the embedding.": (
        *("forward refused, an untied head for a tied model", "forward refused, another head*"),
        "forward refused, a tied head with one other entry",
    ),
    "(One that is equal to it may be there.)": ("forward refused, *the tied head twice", "forward refused, the head*"),
}
