"""The transformer block: a residual stream with two branches, forward and back (parts 06 and 09)."""

from figures.kit import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, Canvas


def draw() -> Canvas:
    """Draw the stream from x to Y, the branches beside it, and where gradients add up."""
    c = Canvas(780, 330, "The residual stream runs straight through; each branch reads from it and adds to it")
    c.text(40, 205, "*x*", 17, anchor="start")
    c.arrow([(60, 200), (720, 200)], INK, 3, head=11)
    c.text(734, 205, "*Y*", 17, anchor="start")
    c.text(403, 224, "*r*", 17)
    for start, end, names, colours in (
        (95, 350, ("LN₁", "attention"), (PURPLE, BLUE)),
        (450, 675, ("LN₂", "MLP"), (PURPLE, GREEN)),
    ):
        c.circle(start, 200, 4.5, INK, INK)
        c.arrow([(start, 200), (start, 110), (start + 22, 110)])
        c.box(start + 52, 110, 60, 40, names[0], colours[0])
        c.arrow([(start + 82, 110), (start + 103, 110)])
        c.box(start + 154, 110, 100, 40, names[1], colours[1])
        c.line([(start + 204, 110), (end, 110)])
        c.arrow([(end, 110), (end, 187)])
        c.circle(end, 200, 12, "#ffffff", INK, 1.6)
        c.text(end, 206, "+", 19)
    c.arrow([(720, 262), (60, 262)], ORANGE, 2.4)
    c.text(273, 252, "the straight way back: every + hands the gradient on", 13.5, ORANGE)
    for x in (95, 450):
        c.line([(x, 206), (x, 256)], ORANGE, 1.2, "3 4")
        c.circle(x, 262, 6, "#ffffff", ORANGE, 2)
    c.text(390, 300, "at each fork two gradients meet, the straight one and the branch's, and are added", 13.5, MUTED)
    c.text(390, 40, "LN and MLP treat each place by itself; attention is the only place where places meet", 13.5, MUTED)
    c.text(390, 64, "every array on the stream is (B, T, D)", 13.5, MUTED)
    return c
