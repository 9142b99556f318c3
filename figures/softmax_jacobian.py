"""The Jacobian of a softmax row, as numbers and as colours: a diagonal less one column times one row (part 04)."""

import math

from figures.kit import INK, MUTED, Canvas

X = (0.0, 1.2, -0.7, 0.6, -0.2)


def shade(value: float) -> str:
    """Return a colour from orange (negative) over white to blue (positive); 0.25 is the deepest."""
    share = max(-1.0, min(1.0, value / 0.25))
    end = (0, 103, 165) if share > 0 else (184, 92, 0)
    mix = [round(255 + (channel - 255) * abs(share) ** 0.7) for channel in end]
    return "#{:02x}{:02x}{:02x}".format(*mix)


def _matrix(c: Canvas, left: float, values: list[list[float]], title: str) -> None:
    written = [[f"{v:.2f}".replace("-", "−") if abs(v) > 0.004 else "0" for v in row] for row in values]
    deep = lambda i, j: "#ffffff" if abs(values[i][j]) > 0.12 else INK  # noqa: E731
    c.grid(left, 60, written, 40, lambda i, j: shade(values[i][j]), deep, 12)
    c.text(left + 100, 45, title, 14)


def draw() -> Canvas:
    """Draw the three matrices."""
    total = sum(math.exp(x) for x in X)
    p = [math.exp(x) / total for x in X]
    n = range(len(p))
    jacobian = [[p[i] * ((i == j) - p[j]) for j in n] for i in n]
    diagonal = [[p[i] * (i == j) for j in n] for i in n]
    product = [[p[i] * p[j] for j in n] for i in n]
    c = Canvas(760, 345, "The Jacobian of softmax is a diagonal matrix less a matrix of rank one")
    _matrix(c, 25, jacobian, "slope of *p_i* along *x_j*")
    c.text(247, 166, "=", 22)
    _matrix(c, 270, diagonal, "a diagonal")
    c.text(492, 166, "−", 22)
    _matrix(c, 515, product, "a matrix of rank one")
    c.text(380, 293, "25 numbers, made of 5: every column of the last matrix is a multiple of one column.", 14)
    c.text(380, 318, "Each row and each column of the first adds up to 0. Which 5 numbers are they?", 14, MUTED)
    return c
