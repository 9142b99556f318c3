"""What weight decay does when it is mixed into the gradient, and when it is kept apart (part 11)."""

import math

from figures.kit import BLUE, INK, MUTED, ORANGE, Canvas
from figures.plot import Axes

LR, DECAY, BETAS, EPS, STEPS = 1e-2, 0.1, (0.9, 0.95), 1e-8, 400


def run(noise: float, decoupled: bool) -> list[float]:
    """Return theta over the steps, from 1, where the gradient is +noise and -noise in turn: it has no direction."""
    theta, m, v, path = 1.0, 0.0, 0.0, [1.0]
    for t in range(1, STEPS + 1):
        g = (noise if t % 2 else -noise) + (0 if decoupled else DECAY * theta)
        m, v = BETAS[0] * m + (1 - BETAS[0]) * g, BETAS[1] * v + (1 - BETAS[1]) * g * g
        step = m / (1 - BETAS[0] ** t) / (math.sqrt(v / (1 - BETAS[1] ** t)) + EPS)
        theta -= LR * step + (LR * DECAY * theta if decoupled else 0)
        path.append(theta)
    return path


def draw() -> Canvas:
    """Draw theta for a weight with small and one with large gradients, both ways."""
    c = Canvas(760, 350, "Mixed into the gradient, decay depends on the gradient's size; kept apart, it does not")
    for left, decoupled, title in (
        (60, False, "Adam, decay added to the gradient"),
        (430, True, "AdamW, decay kept apart"),
    ):
        axes = Axes(c, (left, 55, 300, 215), (0, STEPS), (-0.1, 1.1))
        axes.frame({0: "0", 200: "200", 400: "400"}, {0: "0", 0.5: "0.5", 1: "1"}, "step")
        c.text(left, 36, title, 14, INK, "start")
        for noise, colour, width, dash in ((0.02, ORANGE, 2.2, None), (20.0, BLUE, 1.8, "6 3")):
            axes.curve(range(STEPS + 1), run(noise, decoupled), colour, width, dash)
    c.text(140, 190, "gradients of size 0.02", 13, ORANGE, "start")
    c.text(180, 95, "gradients of size 20", 13, BLUE, "start")
    c.text(560, 200, "both alike", 13, INK, "start")
    c.text(
        380,
        330,
        "a weight that starts at 1, gradients that only change their sign: all that should be left is the decay",
        13,
        MUTED,
    )
    return c
