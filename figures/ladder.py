"""The fifteen parts, and what each is built on (the way in)."""

from figures.kit import BLUE, GREEN, MUTED, ORANGE, PURPLE, Canvas

PARTS = {
    "01 calculus": (100, 60, ORANGE),
    "02 backpropagation": (290, 60, ORANGE),
    "07 verification": (100, 150, ORANGE),
    "03 linear algebra": (480, 60, BLUE),
    "04 loss": (670, 60, BLUE),
    "05 normalization": (670, 150, BLUE),
    "06 attention": (480, 150, BLUE),
    "08 autograd": (290, 150, PURPLE),
    "09 layers": (290, 240, PURPLE),
    "10 GPT-2": (480, 240, PURPLE),
    "11 optimizer": (100, 240, GREEN),
    "12 training": (290, 330, GREEN),
    "13 evaluation": (480, 330, GREEN),
    "14 generation": (670, 240, GREEN),
    "15 speed": (670, 330, GREEN),
}
ARROWS = (
    ("01 calculus", "02 backpropagation"),
    ("02 backpropagation", "03 linear algebra"),
    ("01 calculus", "07 verification"),
    ("03 linear algebra", "04 loss"),
    ("04 loss", "05 normalization"),
    ("05 normalization", "06 attention"),
    ("06 attention", "08 autograd"),
    ("08 autograd", "09 layers"),
    ("09 layers", "10 GPT-2"),
    ("11 optimizer", "12 training"),
    ("10 GPT-2", "12 training"),
    ("10 GPT-2", "13 evaluation"),
    ("10 GPT-2", "14 generation"),
    ("10 GPT-2", "15 speed"),
)


def _rim(start, end, w=77, h=24):
    """Return where the line from a box's centre towards another leaves the box."""
    (x0, y0), (x1, y1) = start, end
    share = min(w / abs(x1 - x0) if x1 != x0 else 9, h / abs(y1 - y0) if y1 != y0 else 9)
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def draw() -> Canvas:
    """Draw the parts as boxes and what leads to what as arrows."""
    c = Canvas(780, 420, "The ladder of parts, from calculus to a fast GPT-2")
    for start, end in ARROWS:
        a, b = PARTS[start][:2], PARTS[end][:2]
        c.arrow([_rim(a, b), _rim(b, a, 80, 26)], MUTED, 1.5)
    for name, (x, y, colour) in PARTS.items():
        c.box(x, y, 150, 44, name, colour, 14)
    for k, (colour, words) in enumerate(
        ((ORANGE, "the tools"), (BLUE, "the derivations"), (PURPLE, "the model"), (GREEN, "the model at work"))
    ):
        c.circle(110 + 165 * k, 388, 6, colour, colour)
        c.text(124 + 165 * k, 393, words, 13.5, anchor="start")
    return c
