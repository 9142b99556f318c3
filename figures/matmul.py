"""Which entries of Y one entry of x reaches, and which one entry of W (part 03)."""

from figures.kit import BLUE, MUTED, ORANGE, TINT, Canvas


def _product(c: Canvas, top: float, colour: str, x_mark, w_mark, y_mark, words: str) -> None:
    fill = lambda mark: lambda i, j: TINT[colour] if mark(i, j) else "#ffffff"  # noqa: E731
    blank = lambda rows, columns: [[""] * columns for _ in range(rows)]  # noqa: E731
    c.grid(60, top, blank(4, 3), 28, fill(x_mark))
    c.text(102, top - 9, "*x*   (4, 3)", 13.5)
    c.text(170, top + 60, "·", 22)
    c.grid(200, top + 14, blank(3, 5), 28, fill(w_mark))
    c.text(270, top + 5, "*W*   (3, 5)", 13.5)
    c.text(366, top + 62, "=", 20)
    c.grid(395, top, blank(4, 5), 28, fill(y_mark))
    c.text(465, top - 9, "*Y* and *dY*   (4, 5)", 13.5)
    for k, line in enumerate(words.split("\n")):
        c.text(560, top + 46 + 20 * k, line, 13.5, colour, "start")


def draw() -> Canvas:
    """Draw one entry of x with the row it reaches, and one entry of W with its column."""
    c = Canvas(780, 360, "One entry of x reaches a row of Y, one entry of W reaches a column of Y")
    _product(
        c,
        45,
        BLUE,
        lambda i, j: (i, j) == (1, 2),
        lambda i, _j: i == 2,
        lambda i, _j: i == 1,
        "*x_{12}* reaches row 1 of *Y*,\nwith the factors of row 2 of *W*:\na sum over *n*",
    )
    _product(
        c,
        210,
        ORANGE,
        lambda _i, j: j == 2,
        lambda i, j: (i, j) == (2, 3),
        lambda _i, j: j == 3,
        "*W_{23}* reaches column 3 of *Y*,\nwith the factors of column 2 of *x*:\na sum over *i*",
    )
    c.text(390, 346, "no two of the lengths 4, 3 and 5 are equal, so only the right sum has the right shape", 13, MUTED)
    return c
