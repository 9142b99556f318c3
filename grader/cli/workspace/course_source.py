"""Where this copy of the course came from, so that a workspace can install the very same."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from grader import __version__
from grader.paths import COURSE, DISTRIBUTION, installed_from


def requirement() -> str:
    """Return the line of a requirements.txt by which pip and uv install this course again.

    A clone, or an unpacked zip, is named as the folder that it is; else PEP 610 says by direct_url.json where an
    installer came by it: from a URL, from a file such as a wheel, or, where it says nothing, from the package index.
    """
    if (COURSE / "pyproject.toml").is_file():
        return f"-e {COURSE.as_posix()}"
    origin = installed_from()
    url, vcs = origin.get("url"), origin.get("vcs_info")
    if not url:
        return f"{DISTRIBUTION}>={__version__}"
    return f"{DISTRIBUTION} @ {vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else f"{DISTRIBUTION} @ {url}"


def set_up_commands() -> tuple[str, ...]:
    """Return what gives a new workspace its Python; () where this one is there to stay.

    `uvx` and `pipx run` make one for a single command, in their cache.
    """
    folders = [part.lower() for part in Path(sys.prefix).parts]
    if not {"cache", ".cache", "caches"} & set(folders):
        return ()
    if "uv" in folders:
        return "uv venv", "uv pip install -r requirements.txt", "uv run grader"
    if os.name == "nt":
        return "py -m venv .venv", r".venv\Scripts\pip install -r requirements.txt", r".venv\Scripts\grader"
    return "python3 -m venv .venv", ".venv/bin/pip install -r requirements.txt", ".venv/bin/grader"
