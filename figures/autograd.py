"""Why order matters: h feeds k and y, so it must wait for both (part 08)."""

from figures.kit import BLUE, INK, MUTED, ORANGE, Canvas

NODES = {"a": (80, 90, 4), "b": (80, 220, 5), "h": (260, 155, 3), "k": (440, 75, 2), "y": (620, 155, 1)}
FORMULA = {"a": "a = 1", "b": "b = 1", "h": "h = a + b", "k": "k = h h", "y": "y = h k"}


def draw() -> Canvas:
    """Draw the five values, arrows to what each was made of, and the order of the way back."""
    c = Canvas(700, 320, "A graph in which one value is used twice, and an order that waits for both uses")
    for end, start, words, dy in (
        ("y", "h", "4", 18),
        ("y", "k", "2", -10),
        ("k", "h", "4 + 4", -10),
        ("h", "a", "12", -8),
        ("h", "b", "12", 20),
    ):
        (x0, y0, _), (x1, y1, _) = NODES[end], NODES[start]
        c.arrow([(x0 - 54, y0 + (y1 - y0) * 54 / (x0 - x1)), (x1 + 56, y1 - (y1 - y0) * 56 / (x0 - x1))], ORANGE)
        c.text((x0 + x1) / 2, (y0 + y1) / 2 + dy, words, 14, ORANGE)
    for name, (x, y, turn) in NODES.items():
        c.rect(x - 52, y - 22, 104, 44, "#ffffff", INK, 1.4, 6)
        c.text(x, y + 6, f"*{FORMULA[name]}*", 15)
        c.circle(x - 52, y - 22, 11, BLUE, BLUE)
        c.text(x - 52, y - 17.5, str(turn), 12.5, "#ffffff", weight="bold")
    c.text(
        350,
        275,
        "blue: an order in which nobody is too early; *h* goes third, when all of 4 + (4 + 4) has come",
        13.5,
        BLUE,
    )
    c.text(350, 298, "orange: what each arrow carries back when 1 is sent into *y*", 13.5, MUTED)
    return c
