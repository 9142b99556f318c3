"""Part 09: layers."""

TITLE = "Layers"
ORDER = ("Module", "Linear", "LayerNorm", "Embedding", "MLP", "MultiHeadAttention", "TransformerBlock")
