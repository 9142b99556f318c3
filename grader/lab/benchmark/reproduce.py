"""The one number: what was published for GPT-2 124M beside what is measured here, figure by figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from grader.lab.benchmark.protocol import Limits, Protocol, text_protocol
from reference.checkpoint_config import Config
from reference.evaluation import EvaluationScore
from reference.published import FULL, LM_EVAL, SUBSET

CLOSE, CLOSE_SHARE = 0.01, 0.0005
"""How far a figure of two decimals, or a share of four, may be off: a unit of the last, for float32's rounding."""


@dataclass(frozen=True)
class PublishedFigure:
    """A published figure: the protocol and what of it is read, the task, "perplexity" or "accuracy", and its value.

    It is reproduced by a figure that is at most `slack` away.
    """

    title: str
    protocol: str
    limits: Limits
    task: str
    figure: str
    value: float
    slack: float

    def holds(self, measured: float) -> bool:
        """Whether a measured figure is the published one."""
        return abs(measured - self.value) <= self.slack

    def of(self, score: EvaluationScore) -> float:
        """Return this figure of a task's score."""
        return score.accuracy if self.figure == "accuracy" else score.perplexity

    def write(self, value: float) -> str:
        """Write a value as it was published."""
        return f"{100 * value:.2f} %" if self.figure == "accuracy" else f"{value:,.2f}"


_SUBSET, _WHOLE = Limits(), Limits(full=True)

FIGURES = (
    PublishedFigure("subset, WikiText-103", "exact", _SUBSET, "wikitext", "perplexity", SUBSET.wikitext, CLOSE),
    PublishedFigure("subset, LAMBADA", "exact", _SUBSET, "lambada", "perplexity", SUBSET.lambada, CLOSE),
    PublishedFigure("subset, LAMBADA", "exact", _SUBSET, "lambada", "accuracy", SUBSET.accuracy, CLOSE_SHARE),
    PublishedFigure("whole, LAMBADA", "lm-eval", _WHOLE, "lambada", "perplexity", LM_EVAL.lambada, CLOSE),
    PublishedFigure("whole, LAMBADA", "lm-eval", _WHOLE, "lambada", "accuracy", LM_EVAL.accuracy, CLOSE_SHARE),
    PublishedFigure("whole, WikiText-103, stride 1024", "exact", replace(_WHOLE, stride=1024), "wikitext", "perplexity",
                    FULL[1024].wikitext, CLOSE),
    PublishedFigure("whole, WikiText-103, stride 512", "exact", replace(_WHOLE, stride=512), "wikitext", "perplexity",
                    FULL[512].wikitext, 0.1),
)  # fmt: skip
"""Shortest run first. The last was published as "about 25.2"."""


@dataclass(frozen=True)
class Outcome:
    """A published figure, and what each side measured, by its name."""

    published: PublishedFigure
    measured: Mapping[str, float]

    @property
    def reproduced(self) -> bool:
        """Whether every side has the published figure."""
        return all(self.published.holds(value) for value in self.measured.values())


def needed(config: Config, folder: Path | None) -> dict[PublishedFigure, Protocol]:
    """Return the protocol of each figure, cut to its task; figures of the same reading share one. Raises BadInput."""
    made: dict[tuple, Protocol] = {}
    found = {}
    for figure in FIGURES:
        key = (figure.protocol, figure.limits, figure.task)
        if key not in made:
            whole = text_protocol(config, folder, figure.limits, figure.protocol)
            made[key] = replace(whole, tasks=[task for task in whole.tasks if task.name == figure.task])
        found[figure] = made[key]
    return found
