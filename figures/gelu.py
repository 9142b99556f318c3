"""The two GELUs, their slopes, and how little lies between them (part 03)."""

import math

from figures.kit import BLUE, GREEN, INK, MUTED, ORANGE, Canvas
from figures.plot import Axes

C = math.sqrt(2 / math.pi)


def exact(x: float) -> float:
    """x times the share of a standard normal below x."""
    return 0.5 * x * (1 + math.erf(x / math.sqrt(2)))


def tanh_form(x: float) -> float:
    """The form with tanh."""
    return 0.5 * x * (1 + math.tanh(C * (x + 0.044715 * x * x * x)))


def slope(f, x: float) -> float:
    """A central difference: fine enough for a picture, and no formula to copy from."""
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4


def draw() -> Canvas:
    """Draw value and slope on the left; on the right the differences of the two forms, magnified."""
    c = Canvas(760, 340, "GELU and its slope, and the small differences between the exact and the tanh form")
    left = Axes(c, (45, 45, 330, 235), (-4, 3), (-0.4, 2))
    left.frame({k: str(k).replace("-", "−") for k in range(-4, 4)}, {0: "0", 1: "1", 2: "2"}, "*x*")
    xs = [k / 40 for k in range(-160, 121)]
    left.curve(xs, [max(0.0, x) for x in xs], MUTED, 1.2, "4 4")
    left.curve(xs, [exact(x) for x in xs], BLUE, 2.4)
    left.curve(xs, [slope(exact, x) for x in xs], ORANGE, 2.4)
    left.label(-3.8, 1.72, "GELU", BLUE)
    left.label(-3.8, 1.5, "its slope: above 1, and below 0", ORANGE)
    left.label(-3.8, 1.28, "ReLU", MUTED)
    right = Axes(c, (445, 45, 285, 235), (-4, 4), (-1, 1))
    right.frame({k: str(k).replace("-", "−") for k in range(-4, 5, 2)}, {-1: "−1", 0: "0", 1: "1"}, "*x*")
    c.text(445, 30, "tanh form less exact form, × 1000", 13.5, INK, "start")
    xs = [k / 40 for k in range(-160, 161)]
    right.curve(xs, [1000 * (tanh_form(x) - exact(x)) for x in xs], BLUE, 2.2)
    right.curve(xs, [1000 * (slope(tanh_form, x) - slope(exact, x)) for x in xs], GREEN, 2.2)
    right.label(0.25, -0.88, "of the values", BLUE)
    right.label(-3.9, 0.85, "of the slopes", GREEN)
    return c
