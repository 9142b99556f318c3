"""Part 14: generation."""

TITLE = "Generation"
ORDER = (
    "sample_next_token",
    "KVCache",
    "generate",
)
