"""The figures, one module each, in the order in which all of them are measured."""

NAMES = (
    "forward",
    "step_small",
    "step_124M",
    "step_124M_4x256",
    "decoding",
    "gradient_check",
    "evaluation",
    "startup",
    "watch",
)
