"""Make a student's text safe to show: names, messages and printed output may hold anything."""

from __future__ import annotations

import hashlib
import re
import unicodedata

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, terminal escapes among them; tab and newline may stay
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # what turns the direction of writing, or has no width
    "\ud800-\udfff\ufffe\uffff]"  # no characters at all; XML forbids them
)

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|~&])")

SIGNS = {
    **{"✓": "+", "✗": "x", "★": "*", "·": "-", "…": "...", "→": "->", "−": "-", "×": "x", "÷": "/", "√": "sqrt"},
    **{"≥": ">=", "≤": "<=", "≠": "!=", "≈": "~", "∂": "d", "Σ": "sum", "∑": "sum"},
    **{"█": "#", "▓": "#", "▒": "+", "░": ".", "▀": "#", "▄": "#", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"'},
}
"""The signs that we print beyond ASCII, each with what stands for it where an encoding lacks it."""

FILE_NAME_BYTES = 200
"""Of a student's name in UTF-8; file systems take 255, and an ending has to fit."""


def plain(text: str) -> str:
    r"""Return the text with every character that hides or misleads written out, as in \x1b."""
    return HIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def plain_signs(text: str) -> str:
    """Return the text in ASCII: our signs by their table, Greek by name, letters without accents, the rest escaped."""
    return "".join(SIGNS.get(letter) or _in_ascii(letter) for letter in text)


def _in_ascii(letter: str) -> str:
    name = unicodedata.name(letter, "")
    if name.startswith("GREEK"):
        return name.split()[-1].lower()
    base = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore")
    return (base or letter.encode("ascii", "backslashreplace")).decode()


def escape_markdown(text: str) -> str:
    """Return the text for one line of Markdown, in a table's cell too."""
    return MARKDOWN.sub(r"\\\1", " ".join(plain(text).split()))


def escape_cell(text: str) -> str:
    """Return the text for a spreadsheet: what would be read as a formula begins with an apostrophe."""
    line = " ".join(plain(text).split())
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def file_name(student: str) -> str:
    """Return a name for a student's files: their own, shortened where a file system would refuse it."""
    name = plain(student)
    if len(name.encode()) <= FILE_NAME_BYTES:
        return name
    return f"{name[:40]}-{hashlib.sha256(student.encode(errors='surrogateescape')).hexdigest()[:12]}"
