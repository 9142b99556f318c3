"""The gates: what a student's pieces, put together, have to reach before they count as a GPT-2.

`order` lists them, `table` runs them; `gradients`, `autograd`, `parity`, `optimizer`, `training` and `engine` are the
gates themselves; `pytorch` is the other side of those that compare, in a process of its own.
"""
