"""The import graph of a submission: which of its files an exercise can run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from grader.errors import BadInput
from grader.runner.source import Source


def reachable_keys(keys: Iterable[str], files: Mapping[str, Source]) -> list[str]:
    """Return these keys ("partNN_topic.NAME") and those of all files imported from them, directly or not, sorted."""
    todo, found = [*keys], set()
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            todo += [other for other in imported_keys(key, files[key]) if other in files] if key in files else []
    return sorted(found)


def imported_keys(key: str, source: Source) -> tuple[str, ...]:
    """Return the keys that a file of this key imports from its own tree; () where the text is not Python."""
    part = key.split(".", maxsplit=1)[0]
    try:
        nodes = source.nodes
    except BadInput:
        return ()
    found = []
    for node in nodes:
        if type(node) is ast.ImportFrom and node.level in (1, 2):
            at = ([part] if node.level == 1 else []) + (node.module or "").split(".") * bool(node.module)
            found += [".".join(at)] if len(at) > 1 else [".".join([*at, alias.name]) for alias in node.names]
    return tuple(found)
