"""A model of our own: what it learns (`tasks`, `texts`), with which sizes (`settings`), how (`run`), and its `curve`.

`vocabulary` says what a checkpoint's ids stand for, so that `grader generate` can run it.
"""
