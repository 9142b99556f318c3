"""Read a TOML file that a person wrote: each value checked, every fault one sentence with the file's name."""

from __future__ import annotations

import datetime
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grader.errors import BadInput

MOST = 1_000_000
"""Points, percent or minutes: more is a slip, and sums of them would be no numbers any more."""

LONGEST_SHOWN = 60
"""Characters of a value that is shown."""


def read_toml(path: Path) -> dict[str, Any]:
    """Return the table of a file. Raises BadInput where it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows' editors put a mark before the text
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder: the choices are a file of this name.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    except RecursionError:
        raise BadInput(f"{path} cannot be read: its lists are nested too deep.") from None
    except ValueError as error:  # no TOML, no UTF-8, or a number of thousands of digits
        raise BadInput(f"{path} is not TOML: {error}.") from None


class TomlReader:
    """Checks the values of one file; its methods raise BadInput with the file's name, and with where in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def known_keys(self, table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
        """Refuse a key that is none of these."""
        for key in table:
            if key not in keys:
                raise self.fault(f"{where}: there is no {key!r}{nearest(key, keys)}")

    def table(self, value: Any, where: str) -> Mapping[str, Any]:
        """Return a value that is a table."""
        if not isinstance(value, dict):
            raise self.fault(f"{where} is a table of names and values")
        return value

    def names(self, value: Any, where: str) -> list[str]:
        """Return a value that is a list of names."""
        if not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            raise self.fault(f'{where} is a list of names, as in ["softmax", "part05_normalization"]')
        return value

    def number(self, value: Any, where: str) -> float:
        """Return a value that is a number from 0 to MOST."""
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= MOST:
            raise self.fault(f"{where} is a number of 0 or more, and {MOST:,} at most, not {shown(value)}")
        return float(value)

    def flag(self, value: Any, where: str) -> bool:
        """Return a value that is true or false."""
        if not isinstance(value, bool):
            raise self.fault(f"{where} is true or false, not {shown(value)}")
        return value

    def time(self, value: Any, where: str) -> datetime.datetime | None:
        """Return a value that is a time with its zone, in UTC; None where there is none."""
        if value is None:
            return None
        if not isinstance(value, datetime.datetime) or value.tzinfo is None:
            raise self.fault(f"{where} is a time with its zone, as in 2027-01-31T23:59:00+01:00, not {shown(value)}")
        try:
            return value.astimezone(datetime.UTC)
        except OverflowError:
            raise self.fault(f"{where} is at the end of all times: {value}") from None

    def fault(self, sentence: str) -> BadInput:
        """Return the error that says a sentence of the file."""
        return BadInput(f"{self.path}: {sentence}.")


def shown(value: Any) -> str:
    """Return a value as it is shown in a sentence, cut where it is long."""
    text = value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def nearest(word: str, names: Iterable[str]) -> str:
    """Return a question after the one of the names that is most like a word, "" where none is."""
    near = difflib.get_close_matches(word, [*names], n=1, cutoff=0.5)
    return f". Did you mean {near[0]!r}?" if near else ""
