"""Read a pickle of numbers, texts, lists and dicts, in which no code can be."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

from grader.errors import BadInput


class _PlainUnpickler(pickle.Unpickler):
    """Any object beyond Python's own plain values is named in the pickle, and naming it could run code."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"it names {module}.{name}, and objects could run code")


def load_plain(path: Path) -> dict[str, Any]:
    """Return the dict that a pickle holds. Raises BadInput where it holds an object, or is damaged."""
    try:
        with path.open("rb") as file:
            found = _PlainUnpickler(file).load()
    except Exception as error:  # a damaged pickle raises any of a dozen types
        raise BadInput(f"{path} is refused: {error}.") from None
    if not isinstance(found, dict):
        raise BadInput(f"{path} is refused: it holds no dict.")
    return found
