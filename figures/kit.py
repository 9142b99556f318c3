"""A canvas that writes SVG: shapes, arrows, grids of cells, and text with formulas in it.

All lengths are pixels, y points down. Text is words with `*x_{ik}*` for mathematics (italic, with sub- and
superscripts) and backticks for code. Every figure stands on its own light card, so it reads on a dark page as on a
light one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from html import escape

INK, MUTED, FAINT, CARD, EDGE = "#1f2933", "#5f6b7a", "#c9ced6", "#fcfbf8", "#d9d5cb"
# Okabe and Ito's colours, which readers with any colour vision can tell apart; each with a tint to fill areas with.
BLUE, ORANGE, GREEN, PURPLE, RED = "#0067a5", "#b85c00", "#007a5a", "#8a3f7d", "#b3261e"
TINT = {BLUE: "#d6e8f5", ORANGE: "#fbe3c8", GREEN: "#d2efe4", PURPLE: "#eddcea", RED: "#f9dad7", MUTED: "#eceff2"}
WORDS = "-apple-system, 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"
MATHS = "'STIX Two Text', Cambria, 'Times New Roman', 'Liberation Serif', serif"
CODE = "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace"
SCRIPT = re.compile(r"([_^])(?:\{([^}]*)\}|(.))")
PIECE = re.compile(r"\*([^*]+)\*|`([^`]+)`")


def number(value: float) -> str:
    """Write a coordinate with one decimal at most: 12, 12.5."""
    return f"{round(value, 1) + 0.0:g}"


class Canvas:
    """One figure in the making: every method adds to it, `svg()` returns the file's text."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height, self.title = width, height, title
        self.parts: list[str] = []

    def add(self, tag: str, text: str | None = None, **attributes: object) -> None:
        """Add one element; a trailing or inner underscore of a name becomes a hyphen (stroke_width)."""
        written = "".join(
            f' {k.strip("_").replace("_", "-")}="{number(v) if isinstance(v, int | float) else escape(str(v))}"'
            for k, v in attributes.items()
            if v is not None
        )
        self.parts.append(f"<{tag}{written}/>" if text is None else f"<{tag}{written}>{text}</{tag}>")

    def rect(self, x, y, w, h, fill="none", stroke=INK, width=1.2, radius=0.0, dash=None) -> None:
        """Add a rectangle, from its upper left corner."""
        self.add("rect", x=x, y=y, width=w, height=h, rx=radius or None, fill=fill, stroke=stroke, stroke_width=width,
                 stroke_dasharray=dash)  # fmt: skip

    def circle(self, x, y, r, fill="none", stroke=INK, width=1.2) -> None:
        """Add a circle about its centre."""
        self.add("circle", cx=x, cy=y, r=r, fill=fill, stroke=stroke, stroke_width=width)

    def line(self, points: Iterable[Sequence[float]], stroke=INK, width=1.4, dash=None, fill="none") -> None:
        """Add a line through points (x, y)."""
        path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self.add("polyline", points=path, fill=fill, stroke=stroke, stroke_width=width, stroke_dasharray=dash,
                 stroke_linejoin="round", stroke_linecap="round")  # fmt: skip

    def polygon(self, points: Iterable[Sequence[float]], fill, stroke="none", width=1.0) -> None:
        """Add a filled polygon."""
        path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self.add("polygon", points=path, fill=fill, stroke=stroke, stroke_width=width)

    def arrow(self, points: Sequence[Sequence[float]], stroke=INK, width=1.6, dash=None, head=8.0) -> None:
        """Add a line through points with a head at the last."""
        (x0, y0), (x1, y1) = points[-2], points[-1]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        base = (x1 - head * ux, y1 - head * uy)
        self.line([*points[:-1], base], stroke, width, dash)
        side = head * 0.42
        wings = [(base[0] - side * uy, base[1] + side * ux), (base[0] + side * uy, base[1] - side * ux)]
        self.polygon([(x1, y1), *wings], stroke)

    def text(self, x, y, text, size=14.0, fill=INK, anchor="middle", weight=None, rotate=None) -> None:
        """Add a line of text; y is its baseline. anchor: start, middle or end."""
        turn = f"rotate({number(rotate)} {number(x)} {number(y)})" if rotate else None
        self.add("text", spans(text, size), x=x, y=y, font_size=size, fill=fill, text_anchor=anchor,
                 font_weight=weight, transform=turn)  # fmt: skip

    def grid(
        self, x, y, values: Sequence[Sequence[object]], cell=30.0, fill=None, ink=None, size=13.0, high=None
    ) -> None:
        """Add a table of cells. `fill(i, j)`, `ink(i, j)` choose colours; `high` is the height where not square."""
        high = high or cell
        for i, row in enumerate(values):
            for j, value in enumerate(row):
                left, top = x + j * cell, y + i * high
                self.rect(left, top, cell, high, fill(i, j) if fill else "#ffffff", MUTED, 1)
                if str(value):
                    colour = ink(i, j) if ink else INK
                    self.text(left + cell / 2, top + high / 2 + size * 0.36, str(value), size, colour)

    def box(self, x, y, w, h, text, colour=BLUE, size=14.0) -> None:
        """Add a rounded box about its centre, with its lines of text."""
        self.rect(x - w / 2, y - h / 2, w, h, TINT[colour], colour, 1.4, 6)
        lines = text.split("\n")
        for k, line in enumerate(lines):
            self.text(x, y + size * (0.36 + 1.25 * (k - (len(lines) - 1) / 2)), line, size)

    def svg(self) -> str:
        """Return the file."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(self.width)} {number(self.height)}" '
            f'width="{number(self.width)}" height="{number(self.height)}" role="img" font-family="{WORDS}">\n'
            f"<title>{escape(self.title)}</title>\n"
            f'<rect x="0.5" y="0.5" width="{number(self.width - 1)}" height="{number(self.height - 1)}" rx="8" '
            f'fill="{CARD}" stroke="{EDGE}"/>\n'
        )
        return head + "\n".join(self.parts) + "\n</svg>\n"


def spans(text: str, size: float) -> str:
    """Turn words, *mathematics* and `code` into the inside of a text element."""
    out, at = [], 0
    for found in PIECE.finditer(text):
        out.append(escape(text[at : found.start()]))
        if found[2]:
            out.append(f'<tspan font-family="{CODE}" font-size="{number(size * 0.92)}">{escape(found[2])}</tspan>')
        else:
            out.append(_maths(found[1], size))
        at = found.end()
    return "".join(out) + escape(text[at:])


def _maths(formula: str, size: float) -> str:
    big = f'font-family="{MATHS}" font-style="italic" font-size="{number(size * 1.1)}"'
    out, at, back = [], 0, 0.0
    for found in SCRIPT.finditer(formula):
        if found.start() > at:
            out.append(f"<tspan {big}{_shift(back)}>{escape(formula[at : found.start()])}</tspan>")
            back = 0.0
        down = size * (0.25 if found[1] == "_" else -0.38)
        small = f'font-family="{MATHS}" font-style="italic" font-size="{number(size * 0.78)}"'
        out.append(f"<tspan {small}{_shift(back + down)}>{escape(found[2] or found[3])}</tspan>")
        back, at = -down, found.end()
    rest = formula[at:]
    if rest or back:
        # A zero-width space carries the baseline back where the formula ends in a script.
        out.append(f"<tspan {big}{_shift(back)}>{escape(rest) or '&#8203;'}</tspan>")
    return "".join(out)


def _shift(dy: float) -> str:
    return f' dy="{number(dy)}"' if dy else ""
