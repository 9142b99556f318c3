"""Verdicts kept by their hash, so that nothing is graded twice and an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.errors import BadInput


class VerdictStore:
    """One SQLite file. A submission's verdicts are added in one transaction: all of them, or none.

    Errors of the grader are never kept: they are no verdicts, and are tried anew.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.database = sqlite3.connect(path, timeout=30)
            self.database.execute("CREATE TABLE IF NOT EXISTS verdicts (key TEXT PRIMARY KEY, record TEXT NOT NULL)")
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{path} cannot be used: {error}. Move it away, and everything is graded anew.") from None

    def known(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return the records of those keys that have one."""
        asked = [*keys]
        marks = ",".join("?" * len(asked))
        rows = self.database.execute(f"SELECT key, record FROM verdicts WHERE key IN ({marks})", asked)
        return {key: json.loads(record) for key, record in rows}

    def keep(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        """Add records by their keys."""
        rows = [(key, json.dumps(record)) for key, record in records.items()]
        with self.database:
            self.database.executemany("INSERT OR REPLACE INTO verdicts VALUES (?, ?)", rows)

    def forget(self, keys: Iterable[str]) -> None:
        """Drop the records of these keys."""
        with self.database:
            self.database.executemany("DELETE FROM verdicts WHERE key = ?", [(key,) for key in keys])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.database.close()
