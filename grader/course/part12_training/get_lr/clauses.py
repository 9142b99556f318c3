"""Clauses of get_lr: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the learning rate of step it (0, 1, 2, ...),": ("forward lr, a whole run", "forward lr, steps in any *"),
    "where 0 <= warmup_iters <= lr_decay_iters.": ("forward lr, no warm-up", "forward lr, neither ramp nor wave"),
    "No step is wasted on a rate of 0: the first has learning_rate / (warmup_iters + 1).": (
        "forward lr, the first step",
        "forward lr, one step of warm-up",
    ),
    "Where the ramp ends only at lr_decay_iters there is no wave at all, and the rate falls from the ramp to min_lr.": (
        "forward lr, a ramp and no wave",
    ),
}
