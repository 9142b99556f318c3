"""The causal mask, the weights it leaves, and the same computed in blocks (parts 06 and 15)."""

from figures.kit import BLUE, GREEN, MUTED, ORANGE, TINT, Canvas


def draw() -> Canvas:
    """Draw six places: what each may see, a row of weights, and the blocks of two queries."""
    c = Canvas(
        780, 330, "Each place sees itself and the past; in blocks, only the squares on the diagonal need the mask"
    )
    seen = lambda i, j: TINT[BLUE] if j <= i else TINT[MUTED]  # noqa: E731
    c.text(150, 30, "what place *i* may look at", 14)
    c.grid(55, 60, [["0" if j <= i else "fill" for j in range(6)] for i in range(6)], 32, seen, size=11.5)
    c.text(30, 160, "*i*", 15)
    c.text(151, 52, "*j*", 15)
    c.text(150, 278, "added to the scores, before softmax", 13, MUTED)
    weights = [[f"{1 / (i + 1):.2f}".lstrip("0") if j <= i else "0" for j in range(6)] for i in range(6)]
    weights[0][0] = "1"
    c.text(390, 30, "the weights, were all scores equal", 14)
    c.grid(294, 60, weights, 32, seen, size=11.5)
    c.text(390, 278, "every row adds up to 1", 13, MUTED)
    kind = lambda i, j: TINT[GREEN] if j // 2 < i // 2 else TINT[ORANGE] if j // 2 == i // 2 else "#ffffff"  # noqa: E731
    c.text(630, 30, "in blocks of two queries", 14)
    c.grid(534, 60, [["" for _ in range(6)] for _ in range(6)], 32, kind)
    for b in range(3):
        c.rect(534 + 64 * b, 60 + 64 * b, 64, 64, "none", ORANGE, 2)
        c.line([(534, 124 + 64 * b), (534 + 64 * (b + 1), 124 + 64 * b)], ORANGE, 2)
    c.text(630, 274, "green: no mask needed; orange: masked;", 13, MUTED)
    c.text(630, 293, "white: never computed", 13, MUTED)
    return c
