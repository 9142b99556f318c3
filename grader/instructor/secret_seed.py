"""The class's secret seed, from which the inputs of marks are drawn: one for all, in a file that is kept back."""

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
    from_environment, file = os.environ.get(VARIABLE), course / FILE
    if not from_environment and not file.is_file():
        raise BadInput(f"The class has no secret seed: {file} is missing. `grader release {course}` makes it.")
    source, text = (VARIABLE, from_environment) if from_environment else (str(file), file.read_text(encoding="utf-8"))
    if not text.strip().isdecimal() or int(text) < 1:
        raise BadInput(f"{source} is no secret seed: it takes a whole number of 1 or more.")
    return int(text)


def make_secret_seed(course: Path, seed: int | None = None) -> int:
    """Return the course's seed; where there is none yet, write `seed`, or one that is drawn, into the file.

    Raises BadInput as `secret_seed` does, and where the file has another seed than `seed`: marks were given on that.
    """
    file = course / FILE
    if file.is_file():
        existing = secret_seed(course)
        if seed not in (None, existing):
            raise BadInput(f"{file} keeps another seed already. Remove it if no marks were given on it.")
        return existing
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(f"{secrets.randbelow(2**31 - 1) + 1 if seed is None else seed}\n", encoding="utf-8")
    return secret_seed(course)
