"""Tell a file that needs a newer Python from one that is not Python: what is newer is rewritten, and parsed again."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class NewerSyntax:
    """Syntax since a version of Python, and how it is rewritten for the versions before."""

    version: tuple[int, int]
    name: str
    pattern: re.Pattern
    older: str

    @property
    def needs(self) -> str:
        """Return which Python it needs, in words."""
        return "Python {}.{} or newer".format(*self.version)


NEWER = (
    NewerSyntax(
        (3, 12), "a type statement (PEP 695)", re.compile(r"^(\s*)type\s+(\w+)\s*(?:\[[^=]*\])?\s*=", re.M), r"\1\2 ="
    ),
    NewerSyntax(
        (3, 12),
        "type parameters (PEP 695)",
        re.compile(r"^(\s*(?:async\s+)?(?:def|class)\s+\w+)\s*\[[^\]=]*(?:\[[^\]]*\][^\]=]*)*\](?=\s*[(:])", re.M),
        r"\1",
    ),
    NewerSyntax(
        (3, 13),
        "defaults of type parameters (PEP 696)",
        re.compile(r"^(\s*(?:async\s+)?(?:def|class)\s+\w+)\s*\[.*?=.*?\](?=\s*[(:])", re.M),
        r"\1",
    ),
    NewerSyntax((3, 14), "a template string (PEP 750)", re.compile(r"\bt(?=[rR]?[\"'])"), "f"),
    NewerSyntax(
        (3, 14),
        "except of several types without brackets (PEP 758)",
        re.compile(r"^(\s*except\*?\s+)([\w.]+(?:\s*,\s*[\w.]+)+)\s*:", re.M),
        r"\1(\2):",
    ),
    NewerSyntax(
        (3, 12),
        "an f-string with its own quotes or a backslash inside its braces (PEP 701)",
        re.compile(r"\b[fF][rR]?([\"'])[^\n]*?\{[^}\n]*(?:\1|\\)[^\n]*\1"),
        "''",
    ),
)
"""In the order in which they are rewritten: the last by a whole string, so that it comes after the others."""


def newer_syntax(text: str) -> tuple[NewerSyntax, int] | None:
    """Return the newest syntax that this Python does not have and a text needs, and its first line.

    None where the text is no Python of any version that is known here.
    """
    found: list[tuple[NewerSyntax, int]] = []
    for syntax in NEWER:
        if syntax.version <= sys.version_info[:2]:
            continue
        if match := syntax.pattern.search(text):
            line = text.count("\n", 0, match.start() + len(match[0]) - len(match[0].lstrip())) + 1
            found.append((syntax, line))
            text = syntax.pattern.sub(syntax.older, text)
            if _is_python(text):
                return max(found, key=lambda each: each[0].version)
    return None


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
