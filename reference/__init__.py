"""The independent truth: for each exercise a forward in NumPy, one in PyTorch, and PyTorch's recorded answers.

`reference/partNN_topic/NAME.py` holds `forward` (NumPy) and `torch_forward` (PyTorch, imported when it is called),
written apart from the solutions; `NAME.npz` beside it holds what PyTorch answered to the exercise's cases.
`reference.oracles` finds and calls them. A pack's `reference/` folder is appended to this package's `__path__`, and the
same functions find its exercises; the folders of parts have no `__init__.py`, so a pack may also add to a part.

A `forward` accepts complex inputs and is analytic in them, so that the complex step Im f(x + ih)/h gives its derivative
to machine precision (Squire and Trapp 1998, https://doi.org/10.1137/S003614459631241X). So: no abs, no max of complex
numbers, no `np.var`, no cast to float. In a function that returns its gradients, or none, only what it differentiates
has to be.

Besides: GPT-2 in PyTorch, checkpoints, published figures, tokenizer and data. Imports nothing of `grader`.
"""
