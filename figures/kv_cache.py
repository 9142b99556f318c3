"""One more token: what is computed, what is read from the cache, and what nobody asks for again (part 14)."""

from figures.kit import BLUE, INK, MUTED, ORANGE, TINT, Canvas


def draw() -> Canvas:
    """Draw queries, keys and values of four old places and a new one, and the row of scores it needs."""
    c = Canvas(760, 310, "A new token needs its own query, and the keys and values of all places")
    for left, name, kept in ((60, "queries *Q*", False), (220, "keys *K*", True), (380, "values *V*", True)):
        shade = lambda i, _j, kept=kept: TINT[ORANGE] if i == 4 else TINT[BLUE] if kept else "#ffffff"  # noqa: E731
        c.grid(left, 60, [["", "", "", ""]] * 5, 26, shade, high=26)
        c.text(left + 52, 46, name, 14)
        if not kept:
            c.line([(left, 60), (left + 104, 164)], MUTED, 1)
            c.line([(left + 104, 60), (left, 164)], MUTED, 1)
    for k in range(5):
        c.text(48, 78 + 26 * k, "new" if k == 4 else str(k), 12, ORANGE if k == 4 else MUTED, "end")
    c.grid(560, 164, [[""] * 5], 30, lambda _i, _j: TINT[ORANGE], high=26)
    c.text(635, 152, "one row of scores", 13.5)
    c.text(635, 208, "(1, s + 1)", 13, MUTED)
    c.arrow([(490, 177), (550, 177)], INK)
    for left, colour, fill, words in (
        (70, ORANGE, TINT[ORANGE], "computed for the new token"),
        (300, BLUE, TINT[BLUE], "read from the cache"),
        (480, MUTED, "#ffffff", "used in its own time, never again"),
    ):
        c.rect(left, 238, 16, 16, fill, colour, 1.2)
        c.text(left + 24, 251, words, 13, anchor="start")
    c.text(
        380,
        288,
        "a causal model's old rows cannot change, in any layer: nothing before a token can see it",
        13.5,
        MUTED,
    )
    return c
