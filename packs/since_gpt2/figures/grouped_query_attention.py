"""Six heads of queries on two sets of keys and values: copied on the way there, summed on the way back (part 16)."""

from figures.kit import BLUE, INK, MUTED, ORANGE, Canvas

HEADS, GROUPS = 6, 2
STEP, WIDE, HIGH = 54, 44, 34
TOP, BOTTOM = 84, 212


def draw() -> Canvas:
    """Draw the copy on the left and the sum on the right."""
    c = Canvas(760, 290, "A set of keys and values is read by three heads, and gets the sum of three gradients")
    _side(c, 40, back=False)
    _side(c, 410, back=True)
    return c


def _side(c: Canvas, left: float, back: bool) -> None:
    centre = left + STEP * (HEADS - 1) / 2 + WIDE / 2
    title = "backward: the gradients of the copies add up" if back else "forward: each head reads a copy"
    c.text(centre, 32, title, 14.5)
    per_group = HEADS // GROUPS
    for h in range(HEADS):
        g = h // per_group
        colour = (BLUE, ORANGE)[g]
        x = left + h * STEP + WIDE / 2
        c.box(x, TOP, WIDE, HIGH, f"*dK̃_{h}*" if back else f"*Q_{h}*", colour, 14)
        foot = left + (g * per_group + (per_group - 1) / 2) * STEP + WIDE / 2
        spread = (h % per_group - (per_group - 1) / 2) * 16
        ends = [(foot + spread, BOTTOM - HIGH / 2 - 3), (x, TOP + HIGH / 2 + 3)]
        c.arrow(ends[::-1] if back else ends, INK, 1.5, head=7)
    for g in range(GROUPS):
        x = left + (g * per_group + (per_group - 1) / 2) * STEP + WIDE / 2
        c.box(x, BOTTOM, 86, HIGH, f"sum: *dK_{g}*" if back else f"*K_{g}*, *V_{g}*", (BLUE, ORANGE)[g], 14)
    foot = (
        "*dK̃_h* is the gradient of head *h*'s copy; likewise *dV*"
        if back
        else "*H* = 6, *G* = 2: head *h* reads group *⌊h*/3*⌋*"
    )
    c.text(centre, 268, foot, 13.5, MUTED)
