"""Verdicts stored under their keys, so that nothing is judged twice and an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.errors import BadInput

VERDICTS = Path(".grader") / "verdicts.sqlite"
"""The path of a class's store below the folder of its CSV."""


class VerdictStore:
    """One SQLite file that maps a verdict's key to its record. Use it in a `with` statement.

    A submission's records are added in one transaction: all of them, or none. Grader errors are never stored: they
    are no verdicts, and are tried again.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.database = sqlite3.connect(path, timeout=30)
            self.database.execute("CREATE TABLE IF NOT EXISTS verdicts (key TEXT PRIMARY KEY, record TEXT NOT NULL)")
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{path} cannot be used: {error}. Move it away, and everything is graded anew.") from None

    def get(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return the records of those keys that have one."""
        keys = [*keys]
        placeholders = ",".join("?" * len(keys))
        rows = self.database.execute(f"SELECT key, record FROM verdicts WHERE key IN ({placeholders})", keys)
        return {key: json.loads(record) for key, record in rows}

    def add(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        """Add records by their keys."""
        rows = [(key, json.dumps(record)) for key, record in records.items()]
        with self.database:
            self.database.executemany("INSERT OR REPLACE INTO verdicts VALUES (?, ?)", rows)

    def remove(self, keys: Iterable[str]) -> None:
        """Remove the records of these keys."""
        with self.database:
            self.database.executemany("DELETE FROM verdicts WHERE key = ?", [(key,) for key in keys])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.database.close()
