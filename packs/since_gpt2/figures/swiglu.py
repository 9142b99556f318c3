"""SwiGLU as a graph: two ways from x to the product, and two ways back (part 16)."""

from figures.kit import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, TINT, Canvas


def draw() -> Canvas:
    """Draw the forward with arrows to the right, and the gradients below them with arrows to the left."""
    c = Canvas(760, 320, "SwiGLU: x goes two ways to one product; its gradient comes back by both and is added up")
    top, middle, low = 92, 168, 244
    x, first, curve, product, last, end = 52, 190, 345, 478, 600, 712
    to_x = [(first - 44, top + 14), (x + 68, top + 14), (x + 20, middle - 2)]
    _way(c, [(x + 12, middle - 10), (x + 60, top), (first - 44, top)], to_x)
    to_x = [(first - 44, low + 14), (x + 56, low + 14), (x + 4, middle + 20)]
    _way(c, [(x + 12, middle + 10), (x + 60, low), (first - 44, low)], to_x)
    _way(c, [(first + 44, top), (curve - 36, top)], [(curve - 36, top + 14), (first + 44, top + 14)])
    _way(c, [(curve + 36, top), (product - 40, top), (product - 13, middle - 14)], [])
    c.arrow([(product - 24, middle - 4), (product - 50, top + 14), (curve + 36, top + 14)], ORANGE, 1.8)
    _way(c, [(first + 44, low), (product - 40, low), (product - 12, middle + 14)], [])
    c.arrow([(product + 2, middle + 22), (product - 32, low + 14), (first + 44, low + 14)], ORANGE, 1.8)
    _way(c, [(product + 18, middle), (last - 48, middle)], [(last - 48, middle + 14), (product + 18, middle + 14)])
    _way(c, [(last + 48, middle), (end - 14, middle)], [(end - 14, middle + 14), (last + 48, middle + 14)])
    c.box(first, top + 7, 84, 36, "`W_gate`", BLUE)
    c.box(first, low + 7, 84, 36, "`W_up`", BLUE)
    c.box(last, middle + 7, 92, 36, "`W_down`", BLUE)
    c.box(curve, top + 7, 68, 36, "silu", GREEN)
    c.circle(product, middle + 4, 17, TINT[PURPLE], PURPLE, 1.4)
    c.text(product, middle + 10, "×", 18, PURPLE)
    c.text(x - 6, middle + 10, "*x*", 17)
    c.text(end + 10, middle + 10, "*y*", 17)
    c.text((first + curve) / 2 + 4, top - 8, "`gate`", 13)
    c.text((first + curve) / 2 + 4, top + 32, "`dgate`", 13, ORANGE)
    c.text((first + product) / 2, low - 8, "`up`", 13)
    c.text((first + product) / 2, low + 32, "`dup`", 13, ORANGE)
    c.text((product + last) / 2 - 14, middle - 9, "`hidden`", 13)
    c.text((product + last) / 2 - 12, middle + 34, "`dhidden`", 13, ORANGE)
    c.text(end - 22, middle + 34, "`dY`", 13, ORANGE)
    c.text(x - 6, middle + 38, "+", 20, ORANGE, weight="bold")
    c.text(380, 30, "forward to the right, gradients to the left", 14.5, INK)
    c.text(380, 304, "where the forward forks, the way back adds; where it multiplies, each way back carries the other",
           13.5, MUTED)  # fmt: skip
    return c


def _way(c: Canvas, forward: list, backward: list) -> None:
    c.arrow(forward, INK, 1.8)
    if backward:
        c.arrow(backward, ORANGE, 1.8)
