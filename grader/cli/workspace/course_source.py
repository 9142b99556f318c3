"""Where this copy of the course came from, so that a workspace can install the very same."""

from __future__ import annotations

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


def in_passing_environment() -> bool:
    """Return whether this Python is one that `uvx` or `pipx run` made for a single command, in their cache."""
    return any(part.lower() in ("cache", ".cache", "caches") for part in Path(sys.prefix).parts)
