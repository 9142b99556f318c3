"""Where part 10's GPT keeps the parameters that the course names; W_e, W_p and W_head are attributes of those names."""

BLOCK = {
    "ln1_g": "ln1.gamma",
    "ln1_b": "ln1.beta",
    "W_attn": "attention.qkv.W",
    "b_attn": "attention.qkv.b",
    "W_proj": "attention.proj.W",
    "b_proj": "attention.proj.b",
    "ln2_g": "ln2.gamma",
    "ln2_b": "ln2.beta",
    "W1": "mlp.fc.W",
    "b1": "mlp.fc.b",
    "W2": "mlp.proj.W",
    "b2": "mlp.proj.b",
}
"""A block's parameter, and the attribute path of it in a TransformerBlock."""

LAST = {"lnf_g": "lnf.gamma", "lnf_b": "lnf.beta"}
"""The final LayerNorm's parameters, and their attribute paths in a GPT."""
