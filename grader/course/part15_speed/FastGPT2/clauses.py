"""Clauses of FastGPT2: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the twelve parameters of block i, with zeros for the biases that params lacks.": (
        "forward result, gradients, one head, some biases are missing",
        "forward result, loss, twelve layers, named in no order",
    ),
    'Write GELU of u (N, 4D) into out, in its "tanh" or "erf" form, and return out and the op\'s backward.': (
        "forward result, logits, exact GELU, another eps",
        "forward result, gradients, exact GELU",
    ),
    "A GPT-2 on params that it does not copy: `step` changes them in place.": (
        "forward result, three steps: losses and parameters",
    ),
    "Keep params: the names and shapes of gpt2_loss's, all of one dtype.": (
        "forward result, loss, twelve layers, named in no order",
        "forward result, logits, float32",
        "forward result, loss, as many heads as channels, ids in uint16",
    ),
    "They may lack any bias,": (
        "forward result, gradients, one head, some biases are missing",
        "forward result, gradients, a head of its own, no biases",
    ),
    "and have W_head (V, D) where the head is not tied.": ("forward result, logits, a head of its own, no biases",),
    'gelu is "tanh" or "erf".': (
        "forward result, logits, exact GELU, another eps",
        "forward result, logits, two layers",
    ),
    "Return an array of this shape in the memory of this name, which is the same at every call. What was left there "
    "last time stands in it (zeros at first). It grows where a larger shape is asked for.": (
        "forward result, memory by name",
    ),
    "Return logits (B, T, V) for ids (B, T),": ("forward result, logits, two layers",),
    "or (n, V) of n `places` alone: indices into ids.ravel().": (
        "forward result, logits of every other place",
        "forward result, places in any order, one twice",
        "forward result, places of a model without layers",
    ),
    "They stand in memory that the next call of any method uses again.": (),
    "Return the mean loss and every parameter's gradient,": (
        "forward result, loss, some tokens do not count",
        "forward result, gradients, two layers, tied",
    ),
    "in memory that the next call uses again.": ("forward result, memory of a second step",),
    "Take one step of AdamW, and return the loss before it;": (
        "forward result, three steps: losses and parameters",
        "forward result, three steps at the step's own rates",
        "forward result, steps of two models in turn",
    ),
    "parameters of two axes or more decay.": ("forward result, three steps: losses and parameters",),
}
