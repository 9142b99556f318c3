"""`grader benchmark`: data (`data`), model (`checkpoint`), the two sides (`own`, `pytorch`), and what is told of them."""
