"""The measured comparison of an op with the solution, in print: a table of figures, then the remarks by group."""

from __future__ import annotations

from typing import Any

from grader.cli.table import print_table
from grader.cli.terminal import say
from grader.lab.quality.remarks import Group

STYLES = {Group.ESSENTIAL: "bold red", Group.WORTH_KNOWING: "bold yellow", Group.WELL_DONE: "bold green"}


def show_quality(report: dict[str, Any]) -> None:
    """Print the figures and remarks of `quality_report`."""
    ours, theirs = report["yours"], report["solution"]
    rows = [(label, _text(key, ours[key]), _text(key, theirs[key])) for key, label in LABELS.items()]
    say("")
    print_table((f"forward and backward, on: {report['case']}", "yours", "solution"), rows)
    if not ours["all_calls_seen"]:
        say("Part of your array calls could not be traced: the counts of yours are at least so many.", "dim")
    for group in Group:
        found = [remark for remark in report["remarks"] if remark["group"] == group]
        if found:
            say(f"\n{group}", STYLES[group])
        for remark in found:
            line = f"line {remark['line']}: " if remark["line"] else ""
            read = f" Read {remark['read']}." if remark["read"] else ""
            say(f"  {line}{remark['text']}{read}")
    if not report["remarks"] and ours["all_calls_seen"] and theirs["all_calls_seen"]:
        say("Counts and bytes differ from the solution's in nothing that matters.")


LABELS = {
    "seconds": "least time, microseconds",
    "peak_bytes": "memory at its peak, bytes",
    "new_arrays": "new arrays of about the inputs' size",
    "bytes_moved": "bytes read and written by array calls",
    "array_calls": "array calls",
    "keeps_float32": "float32 stays float32",
}
"""The table's rows by field of the report."""


def _text(key: str, value: Any) -> str:
    if value is None:
        return "not measured"
    if key == "seconds":
        return f"{value * 1e6:.1f}"
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value:,}"
