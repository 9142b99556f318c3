"""Driver: lambada."""

from grader.course.drivers.tiny_model import model, tokenizer


def drive(lambada, W, M, passages):
    """Return perplexity and accuracy of a small model and tokenizer; -1, -1 for a ValueError with a message."""
    try:
        return lambada(model(W, M), list(passages), tokenizer(len(W)))
    except ValueError as error:
        if not str(error):
            raise
        return -1.0, -1.0
