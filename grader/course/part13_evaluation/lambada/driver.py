"""Driver: lambada."""

from grader.course.drivers.errors import require_value_error
from grader.course.drivers.tiny_model import model, tokenizer, wide_ids, widened


def drive(lambada, W, M, passages, ask):
    """Return perplexity and accuracy of a small model and tokenizer, 0 and 0 where `ask` is "refused" and it is.

    "large ids": the same model with a vocabulary of 33,000, where int16 is too short for ids.
    """
    logits_of, encode, passages = model(W, M), tokenizer(len(W)), list(passages)
    if ask == "refused":
        require_value_error(f"the passages are {passages}", lambda: lambada(logits_of, passages, encode))
        return 0.0, 0.0
    if ask == "large ids":
        names = wide_ids(len(W)).tolist()
        return lambada(widened(logits_of, len(W)), passages, lambda text: [names[token] for token in encode(text)])
    return lambada(logits_of, passages, encode)
