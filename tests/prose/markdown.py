"""Read Markdown as GitHub does, as far as the checks need it: code set aside, links, anchors, formulas."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from grader.paths import COURSE

FENCE = re.compile(r"^( *)(```+|~~~+) *([^\n`]*)\n(.*?)^ *\2 *$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^()\s<>]*(?:\([^()]*\)[^()\s<>]*)*)>?(?:\s+\"[^\"]*\")?\s*\)")
INLINE = re.compile(r"(?<!\\)\$(?!\$)(.+?)(?<!\\)\$", re.DOTALL)
DISPLAY = re.compile(r"(?<!\\)\$\$(.+?)\$\$", re.DOTALL)


def pages() -> list[Path]:
    """Return every Markdown file of the project, new ones too; grader/ holds templates of pages for other folders."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(command, cwd=COURSE, capture_output=True, text=True, check=True).stdout
    return sorted(
        path
        for name in listed.splitlines()
        if not name.startswith("grader/") and (path := COURSE / name).exists() and not path.is_symlink()
    )


def _blank(found: re.Match) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def prose(text: str) -> str:
    """Return the text with fenced blocks and code spans blanked, so that lines keep their numbers."""
    return CODE.sub(_blank, FENCE.sub(_blank, text))


def links(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, target) of every link and image outside of code."""
    bare = FENCE.sub(_blank, text)
    hidden = CODE.sub(lambda m: re.sub(r"[^\n]", "x", m[0]), bare)
    yield from ((hidden.count("\n", 0, m.start()) + 1, m[1]) for m in LINK.finditer(hidden))


def anchors(text: str) -> set[str]:
    """Return GitHub's anchors of a page's headings."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *#* *$", FENCE.sub(_blank, text), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").replace("*", "")
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def formulas(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield (line, LaTeX, whether it stands on lines of its own) of every formula."""
    for block in FENCE.finditer(text):
        if block[3].strip() == "math":
            yield text.count("\n", 0, block.start()) + 1, block[4], True
    bare = prose(text)
    for found in DISPLAY.finditer(bare):
        yield bare.count("\n", 0, found.start()) + 1, found[1], True
    bare = DISPLAY.sub(_blank, bare)
    for found in INLINE.finditer(bare):
        yield bare.count("\n", 0, found.start()) + 1, found[1], False


def commands(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, words) of every command line: in code, and in fences without a language or a shell's."""
    for block in FENCE.finditer(text):
        if block[3].strip() in ("", "bash", "sh", "console"):
            first = text.count("\n", 0, block.start()) + 2
            for k, line in enumerate(block[4].splitlines()):
                yield first + k, line.split("#")[0].replace("$ ", "").split()
    bare = FENCE.sub(_blank, text)
    for span in CODE.finditer(bare):
        yield bare.count("\n", 0, span.start()) + 1, span[2].split()
