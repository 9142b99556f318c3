"""What a verdict depends on, as a hash: the texts judged, the item, the seed, and the grader itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from grader.course import registry
from grader.course.registry import prerequisites as required
from grader.judge.fingerprint import fingerprint
from grader.judge.sandbox.import_graph import reachable_keys
from grader.runner.source import Source


def verdict_key(name: str, files: Mapping[str, str], seed: int, *, sandboxed: bool) -> str:
    """Return the key of the verdict on one exercise among a student's files ("partNN_topic.NAME" to text)."""
    texts = [(key, _digest(files[key]) if key in files else "missing") for key in files_behind(name, files)]
    asked = json.dumps([fingerprint(by_content=True), sandboxed, seed, name, texts])
    return hashlib.sha256(asked.encode()).hexdigest()


def files_behind(name: str, files: Mapping[str, str]) -> list[str]:
    """Return the keys of the files that an exercise may run: its own, what it should import, and what it does."""
    sources = {key: _source(key, text) for key, text in files.items()}
    return reachable_keys([registry.key(other) for other in required(name)], sources)


@lru_cache(maxsize=4096)
def _source(key: str, text: str) -> Source:
    return Source(Path(key), text)


@lru_cache(maxsize=4096)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
