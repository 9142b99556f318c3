"""A look-up gathers rows; its way back scatters them, and rows whose id repeats add up (part 05)."""

from figures.kit import BLUE, INK, MUTED, ORANGE, PURPLE, TINT, Canvas

IDS = (1, 3, 1, 0)
COLOURS = {0: PURPLE, 1: ORANGE, 3: BLUE}


def draw() -> Canvas:
    """Draw the table, the ids with their rows, and the arrows both ways."""
    c = Canvas(740, 320, "Forward gathers a row for each id; backward adds each row of dY into the row it came from")
    c.text(185, 30, "forward gathers", 14.5)
    c.text(560, 30, "backward scatters, and adds", 14.5)
    row = lambda ids: lambda i, _j: TINT.get(COLOURS.get(ids[i]), "#ffffff")  # noqa: E731
    c.text(75, 62, "table *W_e*", 13.5)
    c.grid(40, 75, [["", ""]] * 5, 35, row(range(5)), high=36)
    c.text(292, 62, "ids and *Y*", 13.5)
    c.grid(255, 93, [["", ""]] * 4, 35, row(IDS), high=36)
    c.text(643, 62, "*dY*", 13.5)
    c.grid(610, 93, [[5, 2], [1, 0], ["−1", 4], [3, 3]], 35, row(IDS), high=36)
    c.text(440, 62, "*dW_e*", 13.5)
    c.grid(405, 75, [[3, 3], [4, 6], [0, 0], [1, 0], [0, 0]], 35, row(range(5)), high=36)
    for v in range(5):
        c.text(28, 98 + 36 * v, str(v), 13, MUTED)
        c.text(393, 98 + 36 * v, str(v), 13, MUTED)
    for n, v in enumerate(IDS):
        c.text(243, 116 + 36 * n, str(v), 14, COLOURS[v], weight="bold")
        c.text(690, 116 + 36 * n, f"id {v}", 13, COLOURS[v], "start")
        c.arrow([(114, 93 + 36 * v), (230, 111 + 36 * n)], COLOURS[v], 1.5)
        c.arrow([(606, 111 + 36 * n), (480, 93 + 36 * v)], COLOURS[v], 1.5)
    c.text(370, 282, "id 1 stands at two places, so its row of the gradient is (5, 2) + (−1, 4) = (4, 6);", 13.5, INK)
    c.text(370, 303, "rows 2 and 4 were not looked up: their gradient is there, and is 0", 13.5, MUTED)
    return c
