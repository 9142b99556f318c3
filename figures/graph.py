"""The graph of q = xy + x*x: values forward, local slopes on the arrows, gradients backward (part 02)."""

from figures.kit import BLUE, INK, MUTED, ORANGE, Canvas

NODES = {
    "x": (90, 110, "3", "8"),
    "y": (90, 250, "2", "3"),
    "u": (330, 215, "6", "1"),
    "v": (330, 85, "9", "1"),
    "q": (560, 150, "15", "1"),
}
ARROWS = (("x", "u", "2", 26), ("y", "u", "3", 20), ("x", "v", "6", -10), ("u", "q", "1", 20), ("v", "q", "1", -10))
NAMES = {"u": "u = x y", "v": "v = x x", "q": "q = u + v"}


def draw() -> Canvas:
    """Draw the five values and the five arrows."""
    c = Canvas(680, 340, "A computation graph: values go forward, each arrow has a local slope, gradients come back")
    for start, end, slope, above in ARROWS:
        (x0, y0, *_), (x1, y1, *_) = NODES[start], NODES[end]
        c.arrow([(x0 + 46, y0 + (y1 - y0) * 46 / (x1 - x0)), (x1 - 50, y1 - (y1 - y0) * 50 / (x1 - x0))])
        c.text((x0 + x1) / 2 - (32 if above == 26 else 0), (y0 + y1) / 2 + above, f"slope {slope}", 13, INK)
    for name, (x, y, value, gradient) in NODES.items():
        c.rect(x - 46, y - 24, 92, 48, "#ffffff", INK, 1.4, 6)
        c.text(x, y - 5, f"*{NAMES.get(name, name)}*", 15)
        c.text(x, y + 16, value, 15, BLUE, weight="bold")
        c.text(x, y + 45, f"*∂q/∂{name}* = {gradient}", 14, ORANGE)
    c.arrow([(200, 315), (440, 315)], BLUE, 1.6)
    c.text(110, 320, "values forward", 14, BLUE)
    c.arrow([(640, 315), (470, 315)], ORANGE, 1.6)
    c.text(556, 305, "gradients back", 14, ORANGE)
    c.text(
        340,
        28,
        "gradient of a value = sum over its arrows: (gradient at the arrow's head) × (slope on the arrow)",
        13.5,
        MUTED,
    )
    return c
