"""One sentence on its way through GPT-2: tokens, their rows, the blocks, and what may come next."""

from figures.kit import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, Canvas

TOKENS = (("The", 464), (" cat", 3797), (" sat", 3332), (" on", 319), (" the", 262))
NEXT = ((" mat", 0.25), (" floor", 0.20), (" table", 0.12), (" roof", 0.08))
"""Made up, as the caption says: what a trained model may say comes next."""

LOOKS = ((1, 0.45, 3.0), (2, 0.45, 3.0), (3, 0.05, 1.2))
"""Places that the last one looks at, with the weights of the page's example and the width of the line."""

TOP, STEP, LEFT = 62, 96, 66


def draw() -> Canvas:
    """Draw the five columns from tokens to blocks, the look back in one of them, and the bars of the next token."""
    c = Canvas(
        760,
        412,
        "Five tokens become five rows of numbers, pass twelve blocks, and the last row says what may come next",
    )
    xs = [LEFT + STEP * n for n in range(len(TOKENS))]
    for x, (word, number) in zip(xs, TOKENS, strict=True):
        c.box(x, TOP + 14, 76, 30, f"`{word.replace(' ', '␣')}`", BLUE, 14)
        c.text(x, TOP + 50, str(number), 13, MUTED)
        c.arrow([(x, TOP + 58), (x, TOP + 82)], MUTED, 1.4)
        c.grid(x - 30, TOP + 86, [["", "", "", ""]], 15, lambda _i, _j: "#eddcea", high=16)
        c.line([(x, TOP + 104), (x, TOP + 262)], PURPLE, 3)
        c.grid(x - 30, TOP + 264, [["", "", "", ""]], 15, lambda _i, _j: "#eddcea", high=16)
    c.text(LEFT - 46, TOP - 22, "tokens and their ids", 14, INK, "start")
    c.text(xs[-1] + 42, TOP + 99, "embedding: a row of 768", 13, MUTED, "start")
    c.rect(LEFT - 48, TOP + 132, 4 * STEP + 96, 100, "none", MUTED, 1.2, 8, "5 4")
    c.text(xs[-1] + 58, TOP + 160, "a block, one of twelve", 13.5, INK, "start")
    for place, weight, width in LOOKS:
        x = xs[place]
        c.arrow(
            [(x, TOP + 158), ((x + xs[-1]) / 2, TOP + 158 - 9 * (4 - place)), (xs[-1] - 4, TOP + 168)], ORANGE, width
        )
        c.text(x - 16, TOP + 154, f"{weight:.2f}", 12.5, ORANGE)
    c.text(xs[-1] + 58, TOP + 180, "attention reads earlier rows,", 13, ORANGE, "start")
    for x in xs:
        c.rect(x - 24, TOP + 196, 48, 24, "#d2efe4", GREEN, 1.2, 5)
        c.text(x, TOP + 213, "MLP", 12.5, GREEN)
    c.text(xs[-1] + 58, TOP + 212, "the MLP works on each alone", 13, GREEN, "start")
    c.text(xs[-1] + 42, TOP + 277, "its last row times the table:", 13, MUTED, "start")
    for n, (word, share) in enumerate(NEXT):
        y = TOP + 288 + 13 * n
        c.rect(xs[-1] + 120, y, 400 * share, 10, "#d6e8f5", BLUE, 1)
        c.text(xs[-1] + 112, y + 9, word.strip(), 12, INK, "end")
        c.text(xs[-1] + 126 + 400 * share, y + 9, f"{share:.2f}", 12, MUTED, "start")
    return c
