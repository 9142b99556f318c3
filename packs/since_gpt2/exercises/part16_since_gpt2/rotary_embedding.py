# TODO(rotary_embedding): all five lines. The stub's message is made of two: "derive Wanted, from Forward".
"""rotary_embedding: multiply every entry by itself.

Forward   Y = x * x, entry by entry
Given     dY (...), the upstream gradient of Y
Wanted    dx (...), of x's shape
Source    the product rule
"""

from collections.abc import Callable

import numpy as np

# TODO(rotary_embedding): pose the case of the entry's by_hand, small enough for paper, and answer it.
# By hand: x = [1, -2, 3], dY = [5, 1, 0.5]. What is dx?
by_hand = {"dx": None}

# TODO(rotary_embedding): the sentence of grader.course.formulas.task and the first right formulas, or neither.
# As index formulas of x[N], Y[N] and dY[N]: what is dx?
formula = {"dx": None}


# TODO(rotary_embedding): the signature, its docstring with all shapes, and the solution between the two marks.
def rotary_embedding(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y = x * x and its backward, for x (...) of any shape.

    backward(dY) returns {"x": dx (...)}.
    """
    raise NotImplementedError(
        "rotary_embedding: derive dx (...), of x's shape, from Y = x * x, entry by entry."
    )
