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
by_hand = {"gradient": [5, 11]}


def central_difference(f: Callable[[np.ndarray], float], x: np.ndarray, eps: float = 1e-6) -> np.ndarray:
    """Return df/dx (x's shape) by one central difference of step eps for each entry of x.

    f takes an array of x's shape and returns a number. x may have any number of axes, also none, and any real dtype:
    the differences are taken in float64 (float32 cannot resolve a step of 1e-6). x itself is left as it was.
    """
    ### BEGIN SOLUTION
    moved = np.array(x, dtype=np.float64)  # a copy: x stays, and integers can move by less than 1
    gradient = np.zeros(moved.shape)
    for index in np.ndindex(moved.shape):
        # f(x + e) = f + e f' + e^2/2 f'' + O(e^3) and f(x - e) = f - e f' + e^2/2 f'' - O(e^3): in the difference f and
        # f'' cancel, and 2 e f' is left. A one-sided difference keeps e/2 f''.
        at = moved[index]
        moved[index] = at + eps
        above = f(moved)
        moved[index] = at - eps
        below = f(moved)
        gradient[index] = (above - below) / (2 * eps)
        moved[index] = at  # put back by value: (at + eps) - eps need not be at
    return gradient
    ### END SOLUTION
