"""Part 04: the loss."""

TITLE = "Loss"
ORDER = (
    "softmax",
    "cross_entropy",
    "softmax_cross_entropy",
)
