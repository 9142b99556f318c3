"""A course's secret, kept back in a file: from it and an assignment's name come the inputs that marks rest on."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from pathlib import Path

from grader.errors import BadInput

FILE = Path(".grader") / "secret"
VARIABLE = "GRADER_SECRET"
BYTES = 16
"""128 bits: to try them all is out of reach, however many inputs are known."""

WRITTEN = re.compile(rf"[0-9a-fA-F]{{{2 * BYTES},}}")


def course_secret(course: Path) -> bytes:
    """Return the course's secret: the environment's GRADER_SECRET, else what `.grader/secret` says.

    Raises BadInput where there is none, or where it is not 32 or more hexadecimal digits.
    """
    from_environment, file = os.environ.get(VARIABLE), course / FILE
    if not from_environment and not file.is_file():
        raise BadInput(f"The course has no secret: {file} is missing. `grader release {course}` makes it.")
    source, text = (VARIABLE, from_environment) if from_environment else (str(file), file.read_text(encoding="utf-8"))
    if not WRITTEN.fullmatch(text.strip()):
        raise BadInput(f"{source} is no secret: it takes {2 * BYTES} hexadecimal digits; `grader release` draws them.")
    return text.strip().lower().encode()


def make_course_secret(course: Path, secret: str = "") -> bytes:
    """Return the course's secret; where there is none yet, write `secret`, or one that is drawn, into the file.

    Raises BadInput as `course_secret` does.
    """
    file = course / FILE
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(f"{secret or secrets.token_hex(BYTES)}\n", encoding="utf-8")
    return course_secret(course)


def assignment_seed(secret: bytes, assignment: str, student: str = "") -> int:
    """Return the seed of an assignment's inputs, of 128 bits; with `student` that of one student's.

    No seed tells anything of another, or of the secret: each is an HMAC with the names.
    """
    names = json.dumps([assignment, student]).encode()
    digest = hmac.digest(secret, names, hashlib.sha256)
    return int.from_bytes(digest[:BYTES], "big") or 1  # 0 is every student's own
