"""central_difference: the slope of a function along every entry of its input, from its values alone.

Forward   values of f, a function of an array of x's shape that returns one number, at points eps away from x
Given     f, x of any shape and any real dtype, and the step eps
Wanted    df/dx[i] for every entry i (an array of x's shape), exact wherever f is quadratic
Source    Press, Teukolsky, Vetterling and Flannery, Numerical Recipes, 3rd edition (2007), section 5.7
"""

from collections.abc import Callable

import numpy as np

# By hand: f(x) = (x0 + x1)^2 / 2 + x0^2 + 2 x1^2 at x = [1, 2], with eps = 1/2. What are the two central differences?
# (Then differentiate f on paper: what does calculus say, and why do the two agree although eps is not small?)
by_hand = {"gradient": None}


def central_difference(f: Callable[[np.ndarray], float], x: np.ndarray, eps: float = 1e-6) -> np.ndarray:
    """Return df/dx (x's shape) by one central difference of step eps for each entry of x.

    f takes an array of x's shape and returns a number. x may have any number of axes, also none, and any real dtype:
    the differences are taken in float64 (float32 cannot resolve a step of 1e-6). x itself is left as it was.
    """
    raise NotImplementedError(
        "central_difference: derive df/dx[i] for every entry i (an array of x's shape), exact wherever f "
        "is quadratic."
    )
