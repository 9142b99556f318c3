"""Write the figures to exercises/figures/: `python -m figures`, or only the named ones: `python -m figures graph`."""

from __future__ import annotations

import sys

from figures import FOLDER, draw, names


def main(wanted: list[str]) -> int:
    """Write each wanted figure, or all; return 2 where a name is unknown."""
    if unknown := sorted(set(wanted) - set(names())):
        print(f"No figure {', '.join(unknown)}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in wanted or names():
        (FOLDER / f"{name}.svg").write_text(draw(name).svg(), encoding="utf-8")
    print(f"{len(wanted or names())} figures in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
