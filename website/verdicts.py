"""The same verdict everywhere: `python -m website.verdicts RUNTIME [NAME ...]` judges every known answer twice.

Here, and in the page's Python, which Node runs from the folder RUNTIME (`website.runtime` says what is in it). Prints a
line for each exercise, the differences, and what could not be asked there; returns 1 where there is a difference, or
an exercise to which Node did not come.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.cli.workbench.verdict_table import verdicts
from grader.course import registry
from website import COURSE
from website.judge_wheel import build_wheel

NODE_SIDE = COURSE / "website" / "workbench" / "verdicts.mjs"


def main(words: Sequence[str]) -> int:
    """Compare the verdicts on these exercises, or on all; return 0 where they are the same."""
    if not words:
        print("usage: python -m website.verdicts RUNTIME [NAME ...]", file=sys.stderr)
        return 2
    runtime, names = Path(words[0]), list(words[1:]) or list(registry.all_names())
    answers = differing = unasked = 0
    left = list(names)
    for name, seconds, there in _in_the_page(runtime, names):
        began = time.perf_counter()
        here = json.loads(json.dumps(verdicts(name)))
        took = time.perf_counter() - began
        left.remove(name)
        missing = [row for row in there if "no verdict" in row]
        found = list(differences(here, there)) if len(here) == len(there) else []
        answers, differing, unasked = answers + len(here), differing + len(found), unasked + len(missing)
        print(f"{name:32} {len(here):3} answers  {took:6.1f} s here  {seconds:6.1f} s in the page", flush=True)
        for row in missing[:1]:
            print(f"    not asked ({len(missing)}): {row['no verdict']}")
        for line in found:
            print(f"    {line}")
    print(f"{answers} answers, {differing} differences, {unasked} not asked in the page")
    if left:
        print(f"Node ended before it came to {', '.join(left)}.")
    return 1 if differing or left else 0


def _in_the_page(runtime: Path, names: list[str]) -> Iterator[tuple[str, float, list[dict[str, Any]]]]:
    """Yield what the page's Python says of each exercise: its name, the seconds, and its verdicts."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["node", str(NODE_SIDE), str(runtime), str(build_wheel(Path(folder))), *names]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as node:
            for line in node.stdout:
                if not line.endswith("\n"):
                    return  # Node ended within it
                told = json.loads(line)
                yield told["name"], told["seconds"], told["verdicts"]


def differences(here: list[dict[str, Any]], there: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each fact on which two lists of verdicts, of the same answers in order, do not agree."""
    for mine, other in zip(here, there, strict=True):
        if "no verdict" in other and "no verdict" not in mine:
            continue  # counted as not asked
        for fact in mine.keys() | other.keys():
            if mine.get(fact) != other.get(fact):
                yield f"{mine['answer']}: {fact} is {mine.get(fact)!r} here, {other.get(fact)!r} in the page"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
