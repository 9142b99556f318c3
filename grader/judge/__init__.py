"""How an answer is judged: read (`source`, `tree`), asked (`subject`), held against evidence, and put in words."""
