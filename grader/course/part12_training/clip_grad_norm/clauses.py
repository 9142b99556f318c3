"""Clauses of clip_grad_norm: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the norm of all gradients as it was,": ("forward norm, three gradients, too long", "forward norm, no axes"),
    "and scale them in .grad": ("forward W, three gradients, too long", "forward b, strided views"),
    "where it is above max_norm.": ("forward W, just short enough", "forward gamma, short enough already"),
    "A parameter whose .grad is None takes no part.": ("forward b, one without a gradient",),
    "With max_norm = math.inf the norm is measured and nothing changes.": ("forward *, no bound",),
    "Where float64 gradients stand beside float32 ones, all squares are summed in float64: 1e20 does not overflow.": (
        "forward norm, float32 gradients of 1e20 beside float64 ones",
    ),
}
