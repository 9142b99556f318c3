"""The class's secret seed: the same for all, in a file that is never handed out."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from grader.errors import BadInput

FILE = Path(".grader") / "secret_seed"
VARIABLE = "GRADER_SECRET_SEED"


def secret_seed(course: Path) -> int:
    """Return the course's seed: the environment's GRADER_SECRET_SEED, else what `.grader/secret_seed` says.

    Raises BadInput where there is none, or where it is no whole number of 1 or more: 0 is every student's own.
    """
    given, file = os.environ.get(VARIABLE), course / FILE
    if not given and not file.is_file():
        raise BadInput(f"The class has no secret seed: {file} is missing. `grader release {course}` makes it.")
    where, text = (VARIABLE, given) if given else (str(file), file.read_text())
    if not text.strip().isdecimal() or int(text) < 1:
        raise BadInput(f"{where} is no secret seed: it takes a whole number of 1 or more.")
    return int(text)


def make_secret_seed(course: Path, seed: int | None = None) -> int:
    """Return the course's seed, drawing and keeping it where there is none yet. Raises BadInput as `secret_seed`.

    A course keeps its seed: `seed` is refused where another one is kept, since marks were given on that.
    """
    file = course / FILE
    if file.is_file():
        kept = secret_seed(course)
        if seed not in (None, kept):
            raise BadInput(f"{file} keeps another seed already. Remove it if no marks were given on it.")
        return kept
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(f"{secrets.randbelow(2**31 - 1) + 1 if seed is None else seed}\n")
    return secret_seed(course)
