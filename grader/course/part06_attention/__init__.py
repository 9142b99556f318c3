"""Part 06: attention and the transformer."""

TITLE = "Attention and the transformer"
ORDER = (
    "split_heads",
    "merge_heads",
    "attention_scores",
    "causal_mask",
    "attention_output",
    "scaled_dot_product_attention",
    "multi_head_attention",
    "transformer_block",
    "gpt2_loss",
)
