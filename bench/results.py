"""What was measured, kept by machine in `bench/results/`, and what changed from one result to another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.figure import Figure
from bench.machine import here
from bench.ratio import Ratio
from bench.report import table
from bench.run import Measured, Setting, goal_ratios
from grader.errors import BadInput
from grader.paths import COURSE

RESULTS = COURSE / "bench" / "results"

LEAST_CHANGE = 0.02
"""The change below which two results are called alike, however little their rounds spread."""

Key = tuple[str, str, str]
"""A figure's name, a setting's label, and the two sides of a ratio."""


def result_file(folder: Path = RESULTS) -> Path:
    """Return the file of this machine's results."""
    return folder / (re.sub(r"\W+", "-", here().lower()).strip("-") + ".json")


def keep(file: Path, name: str, figure: Figure, setting: Setting, found: Mapping[str, Measured]) -> None:
    """Put a figure's ratios and sides into a file of results, in the place of what it has of them."""
    results = read(file) if file.is_file() else {"machine": here(), "figures": {}}
    ratios = {goal.label: asdict(r) for goal, r in goal_ratios(figure, found).items()}
    sides = {
        side: {
            "least_seconds": m.least,
            "median_seconds": m.seconds,
            "entries": m.entries if len(m.entries) > 1 else {},
            "peak_bytes": m.peak,
            "libraries": m.libraries,
        }
        for side, m in found.items()
        if m.rounds
    }
    results["figures"].setdefault(name, {})[setting.label] = {"ratios": ratios, "sides": sides}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def read(file: Path) -> dict:
    """Return what a file of results holds. Raises BadInput where it is none."""
    try:
        results = json.loads(file.read_text(encoding="utf-8"))
        _ = [*_ratios(results)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{file} holds no results of `python -m bench`: {error}") from None
    return results


@dataclass(frozen=True)
class Change:
    """One ratio in two results: how much longer it takes, and whether that is more than both spread."""

    key: Key
    before: Ratio
    after: Ratio

    @property
    def longer(self) -> float:
        """The share by which the least ratio grew; below 0 it shrank."""
        return self.after.least / self.before.least - 1

    @property
    def told(self) -> bool:
        """Whether the two differ by more than their rounds do."""
        return abs(self.longer) > max(LEAST_CHANGE, self.before.spread + self.after.spread)


def changes(before: dict, after: dict) -> list[Change]:
    """Return a change for every ratio that two results both have."""
    old, new = dict(_ratios(before)), dict(_ratios(after))
    return [Change(key, old[key], new[key]) for key in old if key in new]


def comparison(found: list[Change]) -> str:
    """Return the Markdown of all changes, what got slower first."""
    rows = [
        [" · ".join(c.key[::2]), f"{c.before.least:.3f}", f"{c.after.least:.3f}", f"{100 * c.longer:+.0f} %", _word(c)]
        for c in sorted(found, key=lambda c: (not c.told, -c.longer))
    ]
    return table(["figure · time of / time of", "before", "after", "change", ""], rows)


def _word(change: Change) -> str:
    if not change.told:
        return "within the spread"
    return "slower" if change.longer > 0 else "faster"


def _ratios(results: dict) -> Iterator[tuple[Key, Ratio]]:
    for name, settings in results["figures"].items():
        for label, measured in settings.items():
            for sides, ratio in measured["ratios"].items():
                yield (name, label, sides), Ratio(**ratio)
