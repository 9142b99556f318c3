"""The static site: `make site` builds it from the chapters, the docs and the README into build/site."""

from __future__ import annotations

from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent
