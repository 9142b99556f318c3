"""Secants of x squared at x = 1 turn into the tangent as the step shrinks (part 01)."""

from figures.kit import BLUE, INK, MUTED, ORANGE, Canvas
from figures.plot import Axes


def draw() -> Canvas:
    """Draw the curve, three secants and the tangent."""
    c = Canvas(620, 360, "Lines through two points of a parabola approach the tangent as the step shrinks")
    axes = Axes(c, (60, 30, 530, 270), (0, 2.4), (-0.6, 5))
    axes.frame({0: "0", 1: "1", 2: "2"}, {0: "0", 1: "1", 4: "4"}, "*x*")
    xs = [k / 50 for k in range(121)]
    axes.curve(xs, [x * x for x in xs], INK, 2.4)
    for h, colour in ((1, "#e0a96d"), (0.5, "#d07f2c")):
        slope = 2 + h
        axes.curve([0, 2.4], [1 - slope, 1 + 1.4 * slope], colour, 1.4)
        line = [(x / 100, 1 + slope * (x / 100 - 1)) for x in range(241)]
        axes.curve(*zip(*line, strict=True), colour, 1.5)
        c.circle(axes.px(1 + h), axes.py((1 + h) ** 2), 4, colour, colour)
    axes.curve([0.2 + x / 100 for x in range(221)], [1 + 2 * (x / 100 - 0.8) for x in range(221)], BLUE, 2.4)
    c.circle(axes.px(1), axes.py(1), 5, INK, INK)
    axes.label(1.45, 3.95, "*h* = 1, slope 3", "#b07a3c", "end")
    c.line([(axes.px(1.48), axes.py(4)), (axes.px(1.96), axes.py(4))], "#b07a3c", 1, "2 4")
    axes.label(0.95, 2.2, "*h* = 0.5, slope 2.5", ORANGE, "end")
    c.line([(axes.px(0.98), axes.py(2.25)), (axes.px(1.46), axes.py(2.25))], ORANGE, 1, "2 4")
    axes.label(1.75, 1.95, "the limit: slope 2", BLUE)
    axes.label(0.1, 0.3, "*y* = *x^2*", MUTED)
    return c
