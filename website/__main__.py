"""Build the site: `python -m website [FOLDER]`, into build/site unless told otherwise. Any warning is an error."""

from __future__ import annotations

import sys
from pathlib import Path

from website import COURSE


def build(out: Path) -> int:
    """Build the site into a folder and return Sphinx's exit code: 0 where there was nothing to complain of."""
    from sphinx.cmd.build import build_main

    # The cache beside the pages makes a second build quick; -n also reports references that lead nowhere.
    options = ["-W", "--keep-going", "-q", "-n", "-b", "html", "-c", str(COURSE / "website"), "-d", f"{out}.cache"]
    return build_main([*options, str(COURSE), str(out)])


def main(words: list[str]) -> int:
    """Build where the extra is installed, else say how to install it and return 2."""
    out = Path(words[0]) if words else COURSE / "build" / "site"
    try:
        code = build(out)
    except ImportError as missing:
        print(f"The site needs the extra `site` ({missing.name} is missing): pip install -e '.[site]'", file=sys.stderr)
        return 2
    if code == 0:
        print(f"{len(list(out.rglob('*.html')))} pages: open {out / 'index.html'}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
