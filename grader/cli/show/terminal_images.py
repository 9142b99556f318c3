"""Images on a terminal, by the protocols of kitty and iTerm2 or as sixels, and which of them this terminal supports.

The terminal itself is not queried, since its reply would arrive among the student's keys: its name in the environment
decides. Within tmux or screen, which swallow images, none is sent.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

import numpy as np

from grader.cli.show.raster import encode_png

PROTOCOLS = ("kitty", "iterm2", "sixel")
CHUNK = 4096
"""Characters of base64 in one escape sequence, at most (kitty's graphics protocol)."""

LEVELS = 6
"""Levels of red, green and blue in sixels: 216 colours, of the 256 that terminals keep."""


def detect_protocol(environment: Mapping[str, str]) -> str:
    """Return the protocol that the terminal supports, or "" where it is not known to support any."""
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if environment.get("TMUX") or term.startswith(("screen", "tmux", "dumb")):
        return ""
    if "kitty" in term or environment.get("KITTY_WINDOW_ID") or program == "ghostty":
        return "kitty"
    if program in ("iTerm.app", "WezTerm") or environment.get("LC_TERMINAL") == "iTerm2":
        return "iterm2"
    return "sixel" if term.startswith(("foot", "mlterm", "contour", "yaft")) else ""


def encode_image(protocol: str, pixels: np.ndarray) -> str:
    """Return the escape sequences that show RGB pixels (height, width, 3), uint8, by one of PROTOCOLS."""
    if protocol == "sixel":
        return encode_sixel(pixels)
    return (encode_kitty if protocol == "kitty" else encode_iterm2)(encode_png(pixels))


def encode_kitty(image: bytes) -> str:
    """Return kitty's graphics escape sequences for a PNG, in chunks."""
    text = base64.standard_b64encode(image).decode()
    chunks = [text[i : i + CHUNK] for i in range(0, len(text), CHUNK)]
    escapes = []
    for i, chunk in enumerate(chunks):
        keys = ("a=T,f=100," if i == 0 else "") + f"m={int(i < len(chunks) - 1)}"
        escapes.append(f"\x1b_G{keys};{chunk}\x1b\\")
    return "".join(escapes) + "\n"


def encode_iterm2(image: bytes) -> str:
    """Return iTerm2's escape sequence for an inline PNG."""
    text = base64.standard_b64encode(image).decode()
    return f"\x1b]1337;File=inline=1;size={len(image)}:{text}\a\n"


def encode_sixel(pixels: np.ndarray) -> str:
    """Return sixels of RGB (height, width, 3), uint8, in 216 colours: six rows to a band, one colour after another."""
    levels = (pixels.astype(int) * (LEVELS - 1) + 127) // 255
    coded = (levels[..., 0] * LEVELS + levels[..., 1]) * LEVELS + levels[..., 2]
    bands = "-".join("$".join(_band(coded[top : top + 6])) for top in range(0, len(coded), 6))
    palette = "".join(_register(colour) for colour in np.unique(coded).tolist())
    return f'\x1bPq"1;1;{pixels.shape[1]};{pixels.shape[0]}{palette}{bands}\x1b\\\n'


def _register(colour: int) -> str:
    """Return the definition of a palette's colour, in percent of red, green and blue."""
    parts = (colour // LEVELS**2, colour // LEVELS % LEVELS, colour % LEVELS)
    return f"#{colour};2;" + ";".join(str(part * 100 // (LEVELS - 1)) for part in parts)


def _band(rows: np.ndarray) -> Iterator[str]:
    """Yield the sixels of one band, colour by colour, with runs of more than 3 as !N."""
    bits = 1 << np.arange(len(rows))[:, None]
    for colour in np.unique(rows).tolist():
        columns = ((rows == colour) * bits).sum(axis=0) + 63
        edges = np.flatnonzero(np.diff(columns, prepend=-1))
        lengths = np.diff(edges, append=len(columns))
        runs = zip(columns[edges].tolist(), lengths.tolist(), strict=True)
        yield f"#{colour}" + "".join(f"!{n}{chr(c)}" if n > 3 else chr(c) * n for c, n in runs)
