"""Name what a wrong answer does."""
