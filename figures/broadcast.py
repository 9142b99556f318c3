"""Broadcasting repeats an array forward; the way back adds up what the repetitions collect (part 03)."""

from figures.kit import BLUE, MUTED, ORANGE, TINT, Canvas


def draw() -> Canvas:
    """Draw b (4,) read by three rows, and one entry's three contributions."""
    c = Canvas(720, 330, "Forward, one row is read three times; backward, three numbers meet in one entry")
    c.text(175, 30, "forward: *b* is read in every row", 14.5, BLUE)
    c.text(545, 30, "backward: what is owed to *b_2*", 14.5, ORANGE)
    blue = lambda _i, j: TINT[BLUE] if j == 2 else "#ffffff"  # noqa: E731
    c.grid(90, 60, [["*b_0*", "*b_1*", "*b_2*", "*b_3*"]], 44, blue, high=34)
    c.text(70, 82, "*b*", 15, anchor="end")
    c.text(290, 82, "(4,)", 13, MUTED, "start")
    c.arrow([(200, 98), (200, 146)], BLUE)
    c.grid(90, 150, [["*b_0*", "*b_1*", "*b_2*", "*b_3*"]] * 3, 44, blue, high=34)
    c.text(70, 205, "as read", 13, MUTED, "end")
    c.text(290, 205, "(3, 4)", 13, MUTED, "start")
    orange = lambda _i, j: TINT[ORANGE] if j == 2 else "#ffffff"  # noqa: E731
    c.grid(455, 60, [[1, 0, 5, 2], [3, "−1", 2, 0], [0, 4, "−3", 1]], 44, orange, high=34)
    c.text(440, 116, "*dY*", 15, anchor="end")
    c.text(655, 116, "(3, 4)", 13, MUTED, "start")
    for i in range(3):
        c.circle(565, 77 + 34 * i, 13, "none", ORANGE, 1.4)
    c.arrow([(565, 164), (565, 222)], ORANGE)
    c.text(577, 198, "5 + 2 − 3", 14, ORANGE, "start")
    c.grid(455, 226, [["?", "?", 4, "?"]], 44, orange, high=34)
    c.text(440, 248, "*db*", 15, anchor="end")
    c.text(655, 248, "(4,)", 13, MUTED, "start")
    c.text(
        360,
        305,
        "three ways for *b_2* to move *L*, so three numbers, added; none of them is lost and none is averaged",
        13.5,
        MUTED,
    )
    return c
