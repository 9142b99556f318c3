"""Part 15: speed."""

TITLE = "Speed"
ORDER = (
    "share",
    "gelu_in_chunks",
    "layer_norm_rows",
    "blocked_attention",
    "cross_entropy_in_place",
    "scatter_add_rows",
    "adamw_in_chunks",
    "FastGPT2",
    "FastDecoder",
)
