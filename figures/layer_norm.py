"""LayerNorm in three dimensions: two projections forward, and one direction left for dx (part 05)."""

import math

from figures.kit import BLUE, GREEN, INK, MUTED, ORANGE, TINT, Canvas


def draw() -> Canvas:
    """Draw the two forward steps on the left, and the plane of rows without a mean on the right."""
    c = Canvas(760, 360, "LayerNorm takes a row to a circle; the gradient of its input lies along the circle")
    c.text(185, 30, "forward, for a row of three", 14.5)
    plane = [(40, 250), (260, 215), (340, 275), (120, 315)]
    c.polygon(plane, TINT[BLUE], BLUE)
    c.text(96, 336, "rows whose mean is 0", 13, BLUE, "start")
    c.arrow([(190, 265), (150, 65)], MUTED, 1.4)
    c.text(140, 60, "(1, 1, 1)", 13, MUTED, "end")
    c.circle(250, 100, 5, INK, INK)
    c.text(262, 96, "*x*", 15, anchor="start")
    c.arrow([(250, 106), (282, 254)], INK, 1.6, "5 4")
    c.text(278, 170, "less the mean", 13, anchor="start")
    c.arrow([(284, 260), (236, 264)], GREEN)
    c.circle(232, 264, 5, GREEN, GREEN)
    c.text(250, 288, "÷ *σ*", 13, GREEN)
    c.text(218, 254, "*x̂*", 15, GREEN)
    x, y, r = 560, 190, 105
    c.text(x, 30, "backward, seen from above that plane", 14.5)
    c.circle(x, y, r, TINT[BLUE], BLUE, 1.4)
    c.circle(x, y, 3, INK, INK)
    a = math.radians(-35)
    px, py = x + r * math.cos(a), y + r * math.sin(a)
    c.arrow([(x, y), (px, py)], GREEN, 2)
    c.text(x + 28, y - 34, "*x̂*", 16, GREEN)
    tx, ty = -math.sin(a), math.cos(a)
    c.line([(px - 95 * tx, py - 95 * ty), (px + 95 * tx, py + 95 * ty)], MUTED, 1.2, "4 4")
    c.arrow([(px, py), (px + 78 * tx, py + 78 * ty)], ORANGE, 2.6)
    c.text(px + 60 * tx + 14, py + 60 * ty + 4, "*dx*", 16, ORANGE, "start")
    c.text(x, y + 132, "along *x̂* nothing can change, and along (1, 1, 1) neither:", 13.5, MUTED)
    c.text(x, y + 152, "what is left for *dx* is the tangent (for *ε* = 0)", 13.5, MUTED)
    return c
