"""RMSNorm in two dimensions: what moves the normalized row, and what is left of its gradient (part 16)."""

import math

from figures.kit import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, TINT, Canvas


def draw() -> Canvas:
    """Draw the tiny case's row [1, 7] with two steps on the left, and a gradient cut in two on the right."""
    c = Canvas(760, 370, "RMSNorm takes a row to a circle about 0; what is left of a gradient is its tangent part")
    _forward(c)
    _backward(c)
    return c


def _forward(c: Canvas) -> None:
    c.text(190, 30, "forward, for the row [1, 7]", 14.5)
    x, y, unit = 130, 290, 30
    r = math.sqrt(2) * unit
    c.circle(x, y, r, TINT[BLUE], BLUE, 1.4)
    c.text(x + r + 8, y + 28, "rows whose rms is 1", 13, BLUE, "start")
    c.arrow([(x - 66, y), (x + 200, y)], MUTED, 1)
    c.arrow([(x, y + 58), (x, y - 236)], MUTED, 1)
    px, py = x + unit, y - 7 * unit
    hx, hy = x + 0.2 * unit, y - 1.4 * unit
    c.line([(x, y), (px, py)], INK, 1.2, "5 4")
    c.circle(px, py, 5, INK, INK)
    c.text(px - 14, py + 16, "*x*", 16, anchor="end")
    c.circle(hx, hy, 5, GREEN, GREEN)
    c.text(hx - 12, hy - 10, "*x̂*", 16, GREEN, "end")
    # A step along the row, and one of the same length across it: the second arrives at x̂ a fifth as long.
    ux, uy = 1 / math.sqrt(50), -7 / math.sqrt(50)
    step = 60
    c.arrow([(px + 6 * ux, py + 6 * uy), (px + 34 * ux, py + 34 * uy)], MUTED, 2.4)
    c.text(px + 18, py - 18, "longer: *x̂* stays", 13.5, MUTED, "start")
    c.arrow([(px, py), (px - step * uy, py + step * ux)], ORANGE, 2.4)
    c.text(px + step + 8, py + 14, "turned: *x̂* moves,", 13.5, ORANGE, "start")
    c.text(px + step + 8, py + 32, "5 times less", 13.5, ORANGE, "start")
    c.arrow([(hx, hy), (hx - step / 5 * uy + 5, hy + step / 5 * ux + 1)], ORANGE, 2.4, head=6)


def _backward(c: Canvas) -> None:
    x, y, r = 500, 205, 95
    c.text(x + 60, 30, "backward", 14.5)
    c.circle(x, y, r, TINT[BLUE], BLUE, 1.4)
    c.circle(x, y, 3, INK, INK)
    a = math.radians(-40)
    ux, uy = math.cos(a), math.sin(a)
    px, py = x + r * ux, y + r * uy
    c.arrow([(x, y), (px, py)], GREEN, 2)
    c.text(x + 26, y - 36, "*x̂*", 16, GREEN)
    tx, ty = -uy, ux
    along, across = 55, 80
    gx, gy = px + along * ux + across * tx, py + along * uy + across * ty
    c.line([(px - 70 * tx, py - 70 * ty), (px + 110 * tx, py + 110 * ty)], MUTED, 1.2, "4 4")
    c.arrow([(px, py), (gx, gy)], PURPLE, 2.4)
    c.text(gx + 10, gy + 4, "*g*", 16, PURPLE, "start")
    ax, ay = px + across * tx, py + across * ty
    c.arrow([(px, py), (px + along * ux, py + along * uy)], MUTED, 2)
    c.text(px + along * ux + 8, py + along * uy - 2, "changes nothing", 13.5, MUTED, "start")
    c.line([(gx, gy), (ax, ay)], MUTED, 1.2, "2 4")
    c.arrow([(px, py), (ax, ay)], ORANGE, 2.6)
    c.text(ax + 18, ay + 7, "*r dx*", 16, ORANGE, "start")
    c.text(x + 60, 342, "what is left of *g* lies along the tangent (for *ε* = 0)", 13.5, MUTED)
