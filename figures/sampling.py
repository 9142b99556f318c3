"""Sampling as a dart on a line: temperature, top-k and top-p change the stretches (part 14)."""

import math

from figures.kit import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, RED, TINT, Canvas

LOGITS = (1.2, 0.1, 2.0, -0.6, 0.9)
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, RED)
DART = 0.4


def stretches(temperature: float = 1.0, top_k: int = 5, top_p: float = 1.0) -> list[float]:
    """Return the probabilities after the options, in the order of the ids."""
    e = [math.exp(x / temperature) for x in LOGITS]
    order = sorted(range(5), key=lambda i: -e[i])[:top_k]
    total = sum(e[i] for i in order)
    kept, before = [], 0.0
    for i in order:
        if before < top_p:
            kept.append(i)
        before += e[i] / total
    total = sum(e[i] for i in kept)
    return [e[i] / total if i in kept else 0.0 for i in range(5)]


def draw() -> Canvas:
    """Draw five lines of stretches and the same dart through all of them."""
    c = Canvas(760, 330, "Probabilities as stretches of a line from 0 to 1, under five settings, hit by one dart")
    lines = (
        ("as they are", {}),
        ("temperature 2", {"temperature": 2.0}),
        ("temperature ½", {"temperature": 0.5}),
        ("top-k 2", {"top_k": 2}),
        ("top-p 0.8", {"top_p": 0.8}),
    )
    for row, (words, options) in enumerate(lines):
        y, at = 50 + 48 * row, 150.0
        c.text(138, y + 20, words, 13.5, anchor="end")
        for i, p in enumerate(stretches(**options)):
            if p:
                c.rect(at, y, 570 * p, 30, TINT[COLOURS[i]], COLOURS[i], 1)
                if p > 0.03:
                    c.text(at + 285 * p, y + 20, str(i), 14, COLOURS[i], weight="bold")
            at += 570 * p
    x = 150 + 570 * DART
    c.line([(x, 34), (x, 282)], INK, 1.6, "5 4")
    c.text(x, 28, f"*u* = {DART}", 14)
    for share in (0, 0.5, 1):
        c.text(150 + 570 * share, 300, f"{share:g}", 12.5, MUTED)
    c.text(435, 318, "the stretches keep the order of the ids; what is taken out makes room for the others", 13, MUTED)
    return c
