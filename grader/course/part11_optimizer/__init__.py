"""Part 11: the optimizer."""

TITLE = "Optimizer"
ORDER = (
    "adamw_update",
    "AdamW",
)
