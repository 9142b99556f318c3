"""Part 10: GPT-2."""

TITLE = "GPT-2"
ORDER = (
    "GPTConfig",
    "GPT",
    "load_state_dict",
)
