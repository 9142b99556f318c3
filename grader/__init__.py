"""What is asked of a student (`catalog`), how an answer is judged (`judge`), and the commands (`commands`)."""

__version__ = "0.1.0"
