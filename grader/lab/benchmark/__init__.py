"""`grader benchmark`: data (`data`), model (`checkpoint`), two sides (`own`, `pytorch`), and the report."""
