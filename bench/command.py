"""Run a bench's command line, and leave in words."""

from __future__ import annotations

import sys
from typing import NoReturn

from cyclopts import App

from grader.errors import BadInput, GraderError


def run_app(app: App) -> NoReturn:
    """Run, and leave in words: 2 bad usage, 3 a side failed, 130 interrupted."""
    try:
        sys.exit(app())
    except BadInput as trouble:
        _leave(str(trouble), 2)
    except GraderError as trouble:
        _leave(str(trouble), 3)
    except KeyboardInterrupt:
        _leave("interrupted", 130)


def at_least_one(name: str, given: int) -> None:
    """Raise BadInput for a number below 1."""
    if given < 1:
        raise BadInput(f"{name} {given} is too few: 1 or more.")


def _leave(message: str, code: int) -> NoReturn:
    print(message, file=sys.stderr)
    sys.exit(code)
