"""Windows over a text: each token is scored once, and a shorter stride gives each more to go by (part 13)."""

from figures.kit import BLUE, MUTED, ORANGE, TINT, Canvas

N, CONTEXT = 16, 8


def _windows(c: Canvas, left: float, stride: int) -> None:
    begin, done, row, seen = 0, 1, 0, []
    while done < N:
        end = min(begin + CONTEXT, N)
        for t in range(begin, end):
            scored = t >= done
            c.rect(left + 20 * t, 66 + 24 * row, 20, 18, TINT[ORANGE] if scored else TINT[BLUE], MUTED, 0.8)
            if scored:
                seen.append((t, t - begin))
        begin, done, row = begin + stride, end, row + 1
    for t, before in seen:
        c.rect(left + 20 * t + 3, 270 - 9 * before, 14, 9 * before, ORANGE, "none")
    c.line([(left, 270), (left + 20 * N, 270)], MUTED, 1)
    average = sum(before for _, before in seen) / len(seen)
    c.text(left + 160, 32, f"stride {stride}: {row} windows", 14.5)
    c.text(left + 160, 292, f"on average {average:.1f} tokens before the one that is scored", 13, MUTED)


def draw() -> Canvas:
    """Draw two strides over the same 16 tokens, with a context of 8."""
    c = Canvas(780, 335, "A text cut into overlapping windows, by a long and by a short stride")
    _windows(c, 35, 6)
    _windows(c, 425, 3)
    for left, colour, words in ((170, BLUE, "read only"), (300, ORANGE, "read and scored, each token once")):
        c.rect(left, 308, 16, 14, TINT[colour], MUTED, 0.8)
        c.text(left + 23, 320, words, 13, anchor="start")
    c.text(545, 320, "bars: what stands before it", 13, MUTED, "start")
    return c
