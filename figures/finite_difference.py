"""The error of one-sided and central differences against the step: two slopes down, one up (parts 01 and 07)."""

from figures.kit import BLUE, MUTED, ORANGE, Canvas
from figures.plot import Axes


def f(x: float) -> float:
    """A function of sums and quotients only: its rounding is the same on every machine."""
    return 1 / (1 + x * x)


def draw() -> Canvas:
    """Draw both errors as they are measured at x = 1 in float64."""
    c = Canvas(660, 400, "The error of a finite difference falls with the step and then rises again")
    axes = Axes(c, (80, 50, 550, 280), (1e-13, 1), (1e-13, 1), "xy")
    powers = (0, -2, -4, -6, -8, -10, -12)
    ticks = {10.0**p: f"*10^{{{p}}}*" if p else "1" for p in powers}
    axes.frame(ticks, ticks, "step *h*")
    steps = [10 ** (-k / 12) for k in range(3, 156)]
    # At x = 1 the third derivative is 0, which would flatter the central difference: so look at x = 1.5.
    x, slope = 1.5, -2 * 1.5 / (1 + 1.5 * 1.5) ** 2
    one = [abs((f(x + h) - f(x)) / h - slope) or 1e-17 for h in steps]
    two = [abs((f(x + h) - f(x - h)) / (2 * h) - slope) or 1e-17 for h in steps]
    axes.curve(steps, one, ORANGE, 1.8)
    axes.curve(steps, two, BLUE, 1.8)
    c.text(80, 32, "error of the measured slope of 1/(1 + *x^2*) at *x* = 1.5, in float64", 13.5, anchor="start")
    axes.label(4e-5, 3e-4, "one-sided: error like *h*", ORANGE, "end")
    axes.label(1.2e-3, 2e-9, "central: error like *h^2*", BLUE)
    axes.label(3e-12, 3e-10, "rounding:", MUTED)
    axes.label(3e-12, 5e-11, "error like 1/*h*", MUTED)
    return c
