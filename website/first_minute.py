"""Draw docs/first_minute.svg, the README's animation: `python -m website.first_minute`.

A wrong softmax is checked, named and mended in a workspace of its own; what the terminal shows is what the commands
printed. Where a reader wants no motion, and where no CSS is read, the verdict stands still.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
from html import escape
from pathlib import Path

from grader.course import registry
from grader.paths import solution_file
from website import COURSE

OUT = COURSE / "docs" / "first_minute.svg"
COLUMNS, LINE, LEFT, TOP = 92, 19, 18, 44
CHARACTER = 8.43
"""Pixels of a letter of 14 px in the monospaced fonts named below."""

SECONDS = (3.0, 7.0, 4.0)
"""How long each scene stands."""

STILL = 1
"""The scene to show where nothing moves."""

NAME, MISTAKE = "softmax", "diagonal-only"
"""The exercise, and the known mistake that is made in it."""

COLOURS = {"$": "#7ee787", "✗": "#ff7b72", "#": "#8b949e", "+": "#7ee787"}
PLAIN = "#e6edf3"


def scenes() -> list[list[str]]:
    """Return the lines of each scene: the file as it is written, the verdict on it, and the verdict once mended."""
    mistake = next(known for known in registry.entry(NAME).mistakes if known.name == MISTAKE)
    solution = solution_file(registry.part_of(NAME), NAME).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        mine = Path(folder) / "mine"
        _run("init", mine, cwd=folder)
        file = mine / "exercises" / registry.part_of(NAME) / f"{NAME}.py"
        file.write_text(solution.replace(mistake.line, mistake.instead), encoding="utf-8")
        wrong = _run("check", NAME, cwd=mine)
        file.write_text(solution, encoding="utf-8")
        right = _run("check", NAME, cwd=mine)
    where = f"# {file.relative_to(mine).as_posix()}"
    written = ["    def backward(dp):", f'        return {{"x": {mistake.instead}}}']
    mended = ["# The missing terms are derived and written. (How, is the exercise.)", ""]
    command = f"$ grader check {NAME}"
    return [[where, "", *written, "", command], [command, *wrong], [where, *mended, command, *right]]


def _run(*command: object, cwd: object) -> list[str]:
    """Return what a command prints, wrapped at COLUMNS."""
    environment = os.environ | {"PYTHONPATH": str(COURSE), "NO_COLOR": "1", "PYTHONUTF8": "1"}
    words = [sys.executable, "-m", "grader", *map(str, command)]
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    lines = []
    for line in done.stdout.splitlines():
        indent = " " * (len(line) - len(line.lstrip(" ✗")))
        lines += textwrap.wrap(line, COLUMNS, subsequent_indent=indent, drop_whitespace=True) or [""]
    return lines


def svg(shown: list[list[str]]) -> str:
    """Return the scenes as an animated SVG."""
    total, start = sum(SECONDS), 0.0
    height = TOP + LINE * max(map(len, shown)) + 14
    width = round(2 * LEFT + CHARACTER * COLUMNS)
    rules, groups = [], []
    for n, (lines, seconds) in enumerate(zip(shown, SECONDS, strict=True)):
        begin, end = 100 * start / total, 100 * (start + seconds) / total
        start += seconds
        frames = f"0%,{begin:.1f}%{{opacity:0}}" if begin else ""
        rest = f"{end:.1f}%,100%{{opacity:0}}" if end < 100 else ""
        rules.append(f"@keyframes s{n}{{{frames}{begin + 0.1:.1f}%,{end - 0.1:.1f}%{{opacity:1}}{rest}}}")
        rules.append(f".s{n}{{animation:s{n} {total:g}s linear infinite}}")
        texts = "".join(
            f'<text x="{LEFT}" y="{TOP + LINE * row}" fill="{_colour(line)}">{escape(line)}</text>'
            for row, line in enumerate(lines)
            if line
        )
        hidden = "" if n == STILL else ' opacity="0"'
        groups.append(f'<g class="s{n}"{hidden}>{texts}</g>')
    still = f"@media (prefers-reduced-motion: reduce){{{'.s0,.s1,.s2'}{{animation:none}}}}"
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
<title>A wrong gradient is checked, the mistake is named, and the mended one passes</title>
<style>text{{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}}
{"".join(rules)}
{still}</style>
<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>
<circle cx="20" cy="16" r="5" fill="#ff5f56"/><circle cx="38" cy="16" r="5" fill="#ffbd2e"/>
<circle cx="56" cy="16" r="5" fill="#27c93f"/>
{"".join(f"{group}{chr(10)}" for group in groups)}</svg>
"""


def _colour(line: str) -> str:
    if "  passed  " in line:
        return COLOURS["+"]
    if "  not passed  " in line:
        return COLOURS["✗"]
    return COLOURS.get(line.strip()[:1], PLAIN)


if __name__ == "__main__":
    OUT.write_text(svg(scenes()), encoding="utf-8")
    print(OUT)
