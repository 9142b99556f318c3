"""Taking off a row's largest entry moves the row into exp's range and leaves the differences alone (part 04)."""

from figures.kit import BLUE, GREEN, INK, MUTED, RED, TINT, Canvas

LOGITS = (1000.0, 998.0, 300.0, 100.0)


def _scale(c: Canvas, y: float, values, words: str, colour: str, raised: tuple[str, ...]) -> None:
    at = lambda v: 390 + v * 0.29  # noqa: E731
    c.rect(at(-745), y - 16, at(709) - at(-745), 32, TINT[GREEN], "none")
    c.rect(at(709), y - 16, at(1080) - at(709), 32, TINT[RED], "none")
    c.rect(at(-1080), y - 16, at(-745) - at(-1080), 32, TINT[MUTED], "none")
    c.arrow([(at(-1080), y), (at(1110), y)], INK, 1.2)
    for value, label in ((-745, "−745"), (0, "0"), (709, "709")):
        c.line([(at(value), y - 16), (at(value), y + 16)], MUTED, 1)
        c.text(at(value), y + 32, label, 12, MUTED)
    for value, label in zip(values, raised, strict=True):
        c.circle(at(value), y, 5, colour, "#ffffff")
        if label:
            c.text(at(value), y - 24, label, 12.5, colour)
    c.text(40, y - 48, words, 14, anchor="start")


def draw() -> Canvas:
    """Draw a row before and after the shift."""
    c = Canvas(780, 330, "A row of logits before and after its largest entry is taken off")
    _scale(c, 95, LOGITS, "the row as it came: exp of two entries is `inf`", RED, ("1000 and 998", "", "300", "100"))
    _scale(
        c,
        205,
        [v - 1000 for v in LOGITS],
        "the same row less its largest entry: nothing overflows, the sum is 1 or more",
        BLUE,
        ("0 and −2", "", "−700", "−900"),
    )
    for left, colour, words in ((115, MUTED, "exp is 0"), (330, GREEN, "exp is a float64"), (570, RED, "exp is inf")):
        c.rect(left, 265, 16, 16, TINT[colour], colour, 1)
        c.text(left + 24, 278, words, 13, anchor="start")
    c.text(
        390,
        312,
        "entries that become 0 are smaller than the largest by a factor of e to the 745: no float64 sum holds them",
        13,
        MUTED,
    )
    return c
