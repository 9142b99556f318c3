"""Part 16: since GPT-2."""

TITLE = "Since GPT-2"
ORDER = (
    "rms_norm",
    "swiglu",
    "rotary_embedding",
    "grouped_query_attention",
)
