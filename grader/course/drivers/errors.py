"""Whether a call refuses its arguments as the exercises ask: by a ValueError with a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def raises_value_error(call: Callable[[], Any]) -> float:
    """Return 1 where call() raises a ValueError with a message, else 0. A NotImplementedError is passed on."""
    try:
        call()
    except NotImplementedError:
        raise
    except Exception as error:
        return float(isinstance(error, ValueError) and bool(str(error).strip()))
    return 0.0
