"""The learning rate's ramp and half cosine, with the chapter's worked case as dots (part 12)."""

import math

from figures.kit import BLUE, MUTED, ORANGE, TINT, Canvas
from figures.plot import Axes

POINTS = (0.2, 0.4, 0.6, 0.527, 0.35, 0.173, 0.1, 0.1)


def draw() -> Canvas:
    """Draw the three stretches: learning_rate 0.6, min_lr 0.1, warmup_iters 2, lr_decay_iters 6."""
    c = Canvas(700, 330, "A learning rate that rises in equal steps, falls along half a cosine, and stays")
    axes = Axes(c, (70, 45, 590, 215), (-0.2, 8), (0, 0.7))
    for start, end, colour in ((-0.2, 2, ORANGE), (2, 6, BLUE), (6, 8, MUTED)):
        c.rect(axes.px(start), axes.y, axes.px(end) - axes.px(start), axes.h, TINT[colour], "none")
    axes.frame({k: str(k) for k in range(9)}, {0: "0", 0.1: "min_lr", 0.6: "lr"}, "step")
    wave = [2 + 4 * k / 80 for k in range(81)]
    axes.curve([0, 2], [0.2, 0.6], ORANGE)
    axes.curve(wave, [0.1 + 0.25 * (1 + math.cos(math.pi * (x - 2) / 4)) for x in wave], BLUE)
    axes.curve([6, 8], [0.1, 0.1], MUTED)
    for it, rate in enumerate(POINTS):
        c.circle(axes.px(it), axes.py(rate), 4, "#ffffff", BLUE, 2)
    axes.label(0.95, 0.635, "ramp", ORANGE, "middle")
    axes.label(4, 0.635, "half a cosine: flat at both ends", BLUE, "middle")
    axes.label(7, 0.635, "after the end", MUTED, "middle")
    c.text(365, 316, "the dots are the eight rates of the worked case", 13, MUTED)
    return c
