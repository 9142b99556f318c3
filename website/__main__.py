"""Build the site: `python -m website [FOLDER] [--runtime DIR]`, into build/site unless told otherwise.

Any warning is an error. Without Node, the pages can be read and have no workbench, and that is said.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from website import COURSE


def build(out: Path) -> int:
    """Build the pages into a folder and return Sphinx's exit code: 0 where there was nothing to complain of."""
    from sphinx.cmd.build import build_main

    # The cache beside the pages makes a second build quick; -n also reports references that lead nowhere.
    options = ["-W", "--keep-going", "-q", "-n", "-b", "html", "-c", str(COURSE / "website"), "-d", f"{out}.cache"]
    return build_main([*options, str(COURSE), str(out)])


def add_workbench(out: Path, runtime: Path | None) -> int:
    """Put the workbench into the pages, and return the exit code: without Node there is none, and all else is there."""
    from website.bundle import NoNode, bundle
    from website.runtime import BadRuntime

    try:
        bundle(out, runtime)
    except NoNode as reason:
        print(f"Pages without the workbench: {reason}.", file=sys.stderr)
    except BadRuntime as reason:
        print(reason, file=sys.stderr)
        return 2
    return 0


def main(words: Sequence[str]) -> int:
    """Build where the extra is installed, else say how to install it and return 2."""
    parser = argparse.ArgumentParser(prog="python -m website", description="Build the site.")
    parser.add_argument("folder", nargs="?", type=Path, default=COURSE / "build" / "site")
    parser.add_argument("--runtime", type=Path, help="a folder of Pyodide's release, to be served with the pages")
    chosen = parser.parse_args(words)
    try:
        code = build(chosen.folder)
    except ImportError as missing:
        print(f"The site needs the extra `site` ({missing.name} is missing): pip install -e '.[site]'", file=sys.stderr)
        return 2
    code = code or add_workbench(chosen.folder, chosen.runtime)
    if code == 0:
        print(f"{len(list(chosen.folder.rglob('*.html')))} pages in {chosen.folder}: `grader site` opens them.")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
