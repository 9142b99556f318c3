"""Part 16: Since gpt2."""

# TODO(part16_since_gpt2): the title, as `grader list` shows it.
TITLE = "Since gpt2"
ORDER = (
    "rms_norm",
    "swiglu",
    "rotary_embedding",
    "grouped_query_attention",
)
