"""The pages' typefaces, which stand in the site itself: Source Serif, Sans and Code, and STIX Two Math for formulas.

All are under the SIL Open Font License. Where one is missing, the page takes the reader's own (`static/site.css`).
"""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path

from website import COURSE

FACES = COURSE / "website" / "workbench" / "node_modules" / "@fontsource-variable"
PLACE = "_static/fonts"
FORMULA = re.compile(r"<math.*?</math>", re.DOTALL)
ALPHABETS = (*range(0x1D400, 0x1D468), *range(0x1D6A8, 0x1D6E2), *range(0x1D6FC, 0x1D716))
"""The bold and italic letters that a browser takes for the plain ones of a formula's names."""


def lay_fonts(site: Path) -> None:
    """Copy the text's faces, and what the site's formulas need of the one for mathematics, into a built site."""
    out = site / PLACE
    out.mkdir(parents=True, exist_ok=True)
    for family in ("source-serif-4", "source-sans-3", "source-code-pro"):
        for style in ("normal", "italic"):
            shutil.copyfile(
                FACES / family / "files" / f"{family}-latin-wght-{style}.woff2", out / f"{family}-{style}.woff2"
            )
        shutil.copyfile(FACES / family / "LICENSE", out / f"{family}-LICENSE.txt")
    if found := importlib.util.find_spec("ziamath"):
        face = Path(str(found.origin)).parent / "fonts" / "STIXTwoMath-Regular.ttf"
        _subset(face, out / "stix-two-math.woff2", _characters(site))


def _characters(site: Path) -> set[int]:
    """Return the code points of all formulas."""
    texts = (page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    formulas = (formula for text in texts for formula in FORMULA.findall(text))
    return {ord(sign) for formula in formulas for sign in re.sub(r"<[^>]*>", "", formula)} | {*ALPHABETS}


def _subset(face: Path, out: Path, characters: set[int]) -> None:
    """Write what these characters need of a face, with what MathML needs of them to grow: 1.5 MB become some 100 KB."""
    from fontTools.subset import Options, Subsetter, load_font, save_font

    options = Options(flavor="woff2", layout_features=["*"], notdef_outline=True, name_IDs=["*"])
    font = load_font(str(face), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    save_font(font, str(out), options)
