"""The chapters' figures: one module for each, `draw()` returns it, `python -m figures` writes them all.

They are SVG written by hand with `figures.kit`: no fonts are embedded, nothing depends on a date or on the version of a
plotting library, and a changed number changes a line of the file.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from figures.kit import Canvas

FOLDER = Path(__file__).resolve().parent.parent / "exercises" / "figures"
TOOLS = {"__main__", "kit", "plot"}


def names() -> list[str]:
    """Return the figures' names: every module here that is not a tool."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name not in TOOLS)


def draw(name: str) -> Canvas:
    """Return one figure, drawn."""
    return importlib.import_module(f"figures.{name}").draw()
