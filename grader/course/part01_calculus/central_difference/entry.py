"""Exercise entry: central_difference (the gradient of a function of an array by central differences)."""

import numpy as np

from grader.course.inputs import exact, integers, normal, single, view
from grader.course.part01_calculus.central_difference.driver import drive
from grader.course.spec import Exercise, Mistake, case


def scalar_in_1_2(rng):
    """A 0-d array in [1, 2), where the cubic is steep."""
    return np.array(rng.uniform(1, 2))


def transposed(recipe):
    """The same numbers as a transposed view, whose entries are not in memory order."""
    return lambda rng: recipe(rng).T


ROUNDING = 5e-8
"""Tolerance for a step of 1e-6: values of f near 10 are rounded at 1e-15, and their difference is divided by 2e-6."""

EXERCISE = Exercise(
    title="Central differences",
    points=5,
    arguments=("f", "x", "eps"),
    outputs=("gradient",),
    driver=drive,
    cases=(
        case("one number", f="cubic", x=scalar_in_1_2, _rtol=ROUNDING, _edge=True),
        case("two axes", f="sines", x=normal(3, 4), _rtol=ROUNDING),
        case("a cubic of five numbers", f="cubic", x=normal(5), _rtol=ROUNDING),
        case("three axes", f="log-sum-exp", x=normal(2, 3, 4), _rtol=ROUNDING),
        case("axes of size 1", f="cubic", x=normal(1, 4, 1), _rtol=ROUNDING, _edge=True),
        case("integers", f="sines", x=integers([[3, -1], [2, 5], [0, 4]]), _rtol=ROUNDING),
        case("a strided view", f="sines", x=view(normal(2, 35)), _rtol=ROUNDING),
        case("a transposed view", f="log-sum-exp", x=transposed(normal(4, 3)), _rtol=ROUNDING),
        case("float32", f="sines", x=single(normal(2, 5)), _rtol=1e-6),
        case("a quadratic, a step of a half", f="quadratic", x=normal(2, 3), eps=0.5),
        # Of numbers near 0 the cubic's slope is of the size of what a step of 1e-6 leaves: only a small one will do.
        case("tiny numbers, a step of 1e-8", f="cubic", x=normal(5, std=1e-4), eps=1e-8, _edge=True, _rtol=1e-6),
        case("large numbers, a step of 0.01", f="cubic", x=normal(4, std=1e3), eps=1e-2, _large=True, _rtol=1e-8),
    ),
    by_hand=case("by hand", f="quadratic", x=exact([1, 2]), eps=0.5),
    hints=(
        "Which numbers may you ask f for, if only one entry of x is to move? How many times do you call f in all?",
        "Write f(x + e) and f(x - e) out in powers of e: f + e f' + e^2/2 f'' + ... "
        "Which combination of the two keeps f' and loses f''?",
        "Copy x as float64, walk over its indices (np.ndindex knows any number of axes), move one entry up, then down, "
        "and put its old value back before the next.",
    ),
)

MISTAKES = (
    Mistake(
        "forward-difference",
        "moved[index] = at - eps\n        below = f(moved)\n        gradient[index] = (above - below) / (2 * eps)",
        "moved[index] = at\n        below = f(moved)\n        gradient[index] = (above - below) / eps",
        "This is the forward difference, (f(x + eps) - f(x)) / eps: it is off by eps/2 f''. "
        "The central one looks to both sides, and is off by eps^2/6 f'''.",
        breaks="forward",
    ),
    Mistake(
        "divided-by-eps",
        "(above - below) / (2 * eps)",
        "(above - below) / eps",
        "The slope is twice too steep: the two points lie 2 eps apart, not eps.",
        breaks="forward",
    ),
    Mistake(
        "all-entries-at-once",
        "at = moved[index]",
        "index = ...; at = moved.copy()",
        "All entries of x move together, so every entry gets the sum of all the slopes. A partial derivative moves one "
        "entry and holds the others.",
        breaks="forward",
    ),
    Mistake(
        "entry-not-put-back",
        "moved[index] = at  #",
        "pass  #",
        "The entry stays where it was moved to, so later entries are differenced around another point than x.",
        breaks="forward",
    ),
    Mistake(
        "slopes-truncated",
        "np.zeros(moved.shape)",
        "np.zeros_like(x)",
        "zeros_like(x) has x's dtype: for an x of integers every slope is cut to a whole number.",
        breaks="forward",
    ),
    Mistake(
        "steps-truncated",
        "np.array(x, dtype=np.float64)",
        "np.array(x)",
        "The copy has x's dtype. In an array of integers x + 1e-6 is cut to a whole number, and in float32 it is "
        "rounded by as much as a tenth of the step.",
        breaks="forward",
    ),
    Mistake(
        "x-left-changed",
        "moved[index] = at  #",
        "x[index] = moved[index]  #",
        "x itself is moved and not put back, so the caller's array has changed.",
        breaks="contract",
    ),
    Mistake(
        "f-of-a-flat-x",
        "above = f(moved)",
        "above = f(moved.ravel())",
        "f is handed x as one long row; it takes an array of x's shape.",
        breaks="contract",
    ),
    Mistake(
        "backward-difference",
        "above = f(moved)\n"
        "        moved[index] = at - eps\n"
        "        below = f(moved)\n"
        "        gradient[index] = (above - below) / (2 * eps)",
        "moved[index] = at\n"
        "        above = f(moved)\n"
        "        moved[index] = at - eps\n"
        "        below = f(moved)\n"
        "        gradient[index] = (above - below) / eps",
        "This is the backward difference, (f(x) - f(x - eps)) / eps: it is off by eps/2 f''. The central one looks "
        "to both sides, and is off by eps^2/6 f'''.",
        "forward",
    ),
    Mistake(
        "rows-at-once",
        "for index in np.ndindex(moved.shape):",
        "for index in np.ndindex(moved.shape[:1]):",
        "Whole rows of x move together, so every entry of a row gets the sum of the row's slopes. A partial "
        "derivative moves one entry.",
        "forward",
    ),
)
