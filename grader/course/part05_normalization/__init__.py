"""Part 05: normalization and embeddings."""

TITLE = "Normalization and embeddings"
ORDER = (
    "layer_norm",
    "embedding",
    "positional_embedding",
    "lm_head",
)
