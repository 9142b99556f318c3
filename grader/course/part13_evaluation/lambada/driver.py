"""How lambada is asked."""

from grader.course.drivers.tiny_model import model, tokenizer


def drive(lambada, W, M, passages):
    """Ask about a small model and a small tokenizer; a refusal in words (ValueError) is -1, -1."""
    try:
        return lambada(model(W, M), list(passages), tokenizer(len(W)))
    except ValueError as error:
        if not str(error):
            raise
        return -1.0, -1.0
