"""GPT-2 from ids to loss, with shapes, and its one table used at both ends (parts 06 and 10)."""

from figures.kit import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, Canvas

STEPS = (
    (70, "ids", MUTED, "(B, T)"),
    (190, "look up\n*W_e*", ORANGE, "(B, T, D)"),
    (305, "+ *W_p*", PURPLE, "(B, T, D)"),
    (420, "block × L", BLUE, "(B, T, D)"),
    (530, "LN", PURPLE, "(B, T, D)"),
    (640, "· *W_e^T*", ORANGE, "(B, T, V)"),
    (750, "loss", GREEN, "()"),
)


def draw() -> Canvas:
    """Draw the row of steps, and the table below with its two uses."""
    c = Canvas(820, 310, "GPT-2: one table looks ids up at the start and scores tokens at the end")
    for k, (x, words, colour, shape) in enumerate(STEPS):
        c.box(x, 80, 84, 52, words, colour, 14)
        c.text(x, 128, shape, 12.5, MUTED)
        if k:
            c.arrow([(STEPS[k - 1][0] + 42, 80), (x - 43, 80)])
    c.box(415, 215, 170, 48, "the table *W_e*  (V, D)", ORANGE)
    c.arrow([(330, 205), (190, 205), (190, 140)], ORANGE)
    c.arrow([(500, 205), (640, 205), (640, 140)], ORANGE)
    c.text(255, 196, "first use", 13, ORANGE)
    c.text(575, 196, "second use", 13, ORANGE)
    c.text(190, 232, "its gradient touches the rows", 13, MUTED)
    c.text(190, 250, "of the ids that occurred", 13, MUTED)
    c.text(640, 232, "its gradient touches", 13, MUTED)
    c.text(640, 250, "every row", 13, MUTED)
    c.text(415, 285, "two uses, two gradients, one sum", 14, INK)
    c.text(
        415, 34, "each array has a name and a shape; the way back visits the same boxes from right to left", 13.5, MUTED
    )
    return c
