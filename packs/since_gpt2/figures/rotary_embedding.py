"""A pair of channels turned by its place, its gradient turned back, and the angle that two places keep (part 16)."""

import math

from figures.kit import BLUE, FAINT, GREEN, INK, MUTED, ORANGE, PURPLE, Canvas

MIDDLE, RADIUS = 178, 86


def draw() -> Canvas:
    """Draw the forward, the backward, and queries and keys at two pairs of places three apart."""
    c = Canvas(760, 330, "A pair is turned by its place, its gradient is turned back; two places keep their angle")
    _turn(c, 130, "forward", ("*x*", 35, INK), ("*Y*", 125, BLUE))
    _turn(c, 375, "backward", ("*dY*", 145, PURPLE), ("*dx*", 55, ORANGE))
    _places(c, 620)
    return c


def _at(x: float, degrees: float, r: float) -> tuple[float, float]:
    a = math.radians(degrees)
    return x + r * math.cos(a), MIDDLE - r * math.sin(a)


def _axes(c: Canvas, x: float) -> None:
    c.circle(x, MIDDLE, RADIUS, "none", FAINT, 1.2)
    c.arrow([(x - RADIUS - 16, MIDDLE), (x + RADIUS + 22, MIDDLE)], FAINT, 1, head=6)
    c.arrow([(x, MIDDLE + RADIUS + 10), (x, MIDDLE - RADIUS - 22)], FAINT, 1, head=6)


def _hand(c: Canvas, x: float, degrees: float, name: str, colour: str, dash: str | None = None) -> None:
    c.arrow([(x, MIDDLE), _at(x, degrees, RADIUS)], colour, 2.4, dash)
    left, top = _at(x, degrees, RADIUS + 17)
    c.text(left, top + 5, name, 15, colour)


def _arc(c: Canvas, x: float, start: float, end: float, r: float, colour: str, name: str, head: float = 7) -> None:
    steps = 24
    points = [_at(x, start + (end - start) * k / steps, r) for k in range(steps + 1)]
    c.arrow(points, colour, 1.6, head=head) if head else c.line(points, colour, 1.6)
    left, top = _at(x, (start + end) / 2, r + 16)
    c.text(left, top + 5, name, 14, colour)


def _turn(c: Canvas, x: float, title: str, before: tuple, after: tuple) -> None:
    c.text(x, 32, title, 14.5)
    _axes(c, x)
    for name, degrees, colour in (before, after):
        _hand(c, x, degrees, name, colour)
    back = after[1] < before[1]
    _arc(c, x, before[1], after[1], 46, after[2], "*−θ*" if back else "*θ*")
    c.text(x, 318, "back by the same angle" if back else "on by the angle of its place", 13.5, MUTED)
    c.text(x + RADIUS + 18, MIDDLE + 18, "*i*", 13.5, MUTED)
    c.text(x + 8, MIDDLE - RADIUS - 16, "*i + m*", 13.5, MUTED, "start")


def _places(c: Canvas, x: float) -> None:
    c.text(x, 32, "a key and a query", 14.5)
    _axes(c, x)
    one_place, k, q = 25, 0, 15
    for name, place, colour, own, dash in (
        ("k", 1, ORANGE, k, None),
        ("q", 4, GREEN, q, None),
        ("k", 6, ORANGE, k, "5 4"),
        ("q", 9, GREEN, q, "5 4"),
    ):
        _hand(c, x, own + place * one_place, f"*{name}_{{{place}}}*", colour, dash)
    for place in (1, 6):
        _arc(c, x, k + place * one_place, q + (place + 3) * one_place, 40, MUTED, "", head=0)
    c.text(x, 318, "places 1 and 4, or 6 and 9: one angle", 13.5, MUTED)
