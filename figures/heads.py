"""Splitting channels into heads: a reshape and a transpose, and the way back (part 06)."""

from figures.kit import BLUE, GREEN, INK, MUTED, ORANGE, TINT, Canvas

HEADS = (BLUE, ORANGE, GREEN)


def draw() -> Canvas:
    """Draw x (2, 6), the view (2, 3, 2) and the heads (3, 2, 2), with the numbers of the chapter's case."""
    c = Canvas(760, 300, "Six channels become three heads of two: columns stay together, places stay in order")
    colour = lambda _i, j: TINT[HEADS[j // 2]]  # noqa: E731
    c.grid(30, 110, [range(6), range(10, 16)], 32, colour)
    c.text(126, 95, "`x`  (T, D) = (2, 6)", 13.5)
    c.text(14, 131, "0", 12, MUTED)
    c.text(14, 163, "1", 12, MUTED)
    for h in range(3):
        c.grid(
            295 + 76 * h, 110, [[2 * h, 2 * h + 1], [10 + 2 * h, 11 + 2 * h]], 32, lambda _i, _j, h=h: TINT[HEADS[h]]
        )
        top = 40 + 74 * h
        c.grid(640, top, [[2 * h, 2 * h + 1], [10 + 2 * h, 11 + 2 * h]], 30, lambda _i, _j, h=h: TINT[HEADS[h]])
        c.text(712, top + 35, f"head {h}", 13, HEADS[h], "start")
    c.text(404, 95, "(T, H, d) = (2, 3, 2)", 13.5)
    c.text(670, 28, "`y`  (H, T, d) = (3, 2, 2)", 13.5)
    c.arrow([(228, 135), (288, 135)])
    c.text(258, 124, "reshape", 12.5)
    c.arrow([(288, 152), (228, 152)], ORANGE)
    c.arrow([(520, 135), (628, 135)])
    c.text(572, 124, "transpose", 12.5)
    c.arrow([(628, 152), (520, 152)], ORANGE)
    c.text(400, 215, "the first step moves nothing in memory, the second changes the order", 13.5, INK)
    c.text(400, 238, "orange: the way back, each step undone, the last one first", 13.5, ORANGE)
    c.text(400, 270, "`merge_heads` walks the same picture from right to left", 13.5, MUTED)
    return c
