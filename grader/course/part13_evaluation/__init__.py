"""Part 13: evaluation."""

TITLE = "Evaluation"
ORDER = (
    "per_token_cross_entropy",
    "strided_perplexity",
    "lambada",
)
