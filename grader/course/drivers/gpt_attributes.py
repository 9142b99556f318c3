"""Where part 10's GPT keeps what the course calls by these names; W_e, W_p and W_head are attributes of their own."""

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
"""A parameter of a block, and where a TransformerBlock keeps it."""

LAST = {"lnf_g": "lnf.gamma", "lnf_b": "lnf.beta"}
"""The last norm's, and where a GPT keeps them."""
