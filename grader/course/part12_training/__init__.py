"""Part 12: training."""

TITLE = "Training"
ORDER = (
    "get_batch",
    "get_lr",
    "clip_grad_norm",
    "train",
)
