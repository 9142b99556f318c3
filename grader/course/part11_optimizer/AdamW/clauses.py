"""Clauses of AdamW: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Adam with decoupled weight decay, for the Tensors `parameters`": (
        *("forward W, six steps, lr on a schedule", "forward W, strong decay", "forward b, strong decay"),
        *("forward gamma, three axes and none", "forward W, large *", "forward entries_astray, large parameters"),
    ),
    "(anything with `data`, `grad` and `zero_grad`).": ("forward *, parameters of data, grad and zero_grad",),
    "`lr` may be set between steps;": ("forward W, six steps, lr on a schedule",),
    "`t` is the number of steps taken,": ("forward t, six steps*", "forward t_differs, six steps*"),
    "and every parameter's t: also of one that had no gradient in some of them.": (
        *("forward W, gradients that come and go", "forward b_resumed, gradients that come and go"),
    ),
    "Keep the settings,": (
        *(
            "forward W, the defaults",
            "forward W, an eps that is felt",
            "forward W, strong decay",
            "forward W, no decay",
        ),
    ),
    "and for each parameter two averages that start from zero,": ("forward W, one step", "forward b, one step"),
    "in its shape and dtype.": ("forward float_bits, float32", "forward gamma, three axes and none"),
    "Move every parameter that has a gradient by one step;": (
        *("forward W, gradients that come and go", "forward W, gradients of zeros"),
    ),
    "one whose .grad is None stays, undecayed.": (
        *("forward b, a bias without a gradient", "forward W, a matrix without a gradient"),
        "forward W, gradients that come and go",
    ),
    "Forget the gradient of every parameter.": ("forward left, six steps*", "forward b, gradients that come and go"),
    "Return t and the averages under names of your own: copies, so that later steps leave them as they are.": (
        *("forward W_resumed, six steps*", "forward b_resumed, six steps*"),
    ),
    "Go on from what `state` returned, perhaps in another process;": (
        *("forward W_resumed, six steps*", "forward gamma_resumed, gradients that come and go"),
        "forward t_differs, six steps*",
    ),
    "its arrays are copied.": ("forward W_resumed, six steps*",),
    "Raises ValueError in words where it does not fit these parameters, before anything is changed.": (
        *("forward refused, six steps*", "forward refused, three axes and none"),
    ),
    "Yield indices that cut an array along its first axis into pieces of about CHUNK entries.": (
        "forward entries_astray, large parameters",
    ),
}
