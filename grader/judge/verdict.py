"""A verdict: what was judged, what each check found, whether the controls held, what it is worth."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from grader.errors import ExitCode
from grader.judge.check import ALL_GRADIENTS, ALL_OUTPUTS, DERIVE_KINDS, Check, Target, TargetType
from grader.judge.finding import Controls, Finding


class State(StrEnum):
    """How an exercise stands."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_WRITTEN = "unwritten"


DERIVE_SHARE = 0.1
FORWARD_SHARE = 0.2
ORDINARY_SHARE = 0.7
"""Of an output's or a gradient's points, what its ordinary cases earn together; its other cases share the rest."""


@dataclass(frozen=True)
class WorkedCase:
    """One failing case in numbers: its inputs by name, the array or the entry that is wrong, what it is to be, and is.

    What is too long to read stands there by its shape.
    """

    case: str
    inputs: dict[str, str]
    array: str
    wanted: str
    got: str


@dataclass(frozen=True)
class Diagnosis:
    """What a wrong answer does: a known mistake's name, or that of a general error pattern, and its explanation.

    `chapter` is the section that explains the exercise: a file of the workspace and an anchor in it. `sentence` is what
    it says of a known mistake, or "". Where nothing can be named, `mistake` and `text` are "", and `worked` is the
    smallest failing case in numbers, where there is one.
    """

    mistake: str
    text: str
    chapter: str = ""
    sentence: str = ""
    worked: WorkedCase | None = None


@dataclass
class Verdict:
    """The outcome for one answer to one exercise; `results` pairs each check asked with its finding."""

    exercise: str
    file: Path
    sha256: str
    seed: int
    max_points: float
    results: list[tuple[Check, Finding]] = field(default_factory=list)
    controls: Controls | None = None
    diagnosis: Diagnosis | None = None
    advice: list[str] = field(default_factory=list)
    borrowed: list[str] = field(default_factory=list)
    printed: str = ""
    not_written: str = ""
    nothing_to_judge: bool = False
    seconds: float = 0.0

    @property
    def failures(self) -> list[tuple[Check, Finding]]:
        """The results that decide against the answer, those of ordinary cases first."""
        failed = [(c, f) for c, f in self.results if not f.passed and c.kind not in DERIVE_KINDS]
        return sorted(failed, key=lambda each: (not each[1].asked, not each[0].ordinary or each[1].minor))

    @property
    def underived(self) -> list[str]:
        """What the derive gate has to say, each message once."""
        return list(dict.fromkeys(f.message for c, f in self.results if not f.passed and c.kind in DERIVE_KINDS))

    @property
    def passed(self) -> bool:
        """Whether the implement and verify gates passed. A run that asked nothing, or met a stub, has not passed."""
        return bool(self.results) and not self.failures and not self.not_written

    @property
    def state(self) -> State:
        """How the exercise stands."""
        if self.not_written:
            return State.NOT_WRITTEN
        return State.PASSED if self.exit_code is ExitCode.PASSED else State.FAILED

    @property
    def exit_code(self) -> ExitCode:
        """The grader failed where a control survived; the input is bad where there was nothing to judge."""
        if self.controls and self.controls.survivors:
            return ExitCode.GRADER_FAILED
        if self.nothing_to_judge:
            return ExitCode.BAD_INPUT
        return ExitCode.PASSED if self.passed else ExitCode.NOT_PASSED

    @property
    def points(self) -> float:
        """Points earned: a share for the forward, equal shares for the gradients, and the derive gate's own share."""
        if not self.results or self.not_written or self.nothing_to_judge:
            return 0.0
        derived = self._derived()
        if derived is None:
            return _hundredths(self.max_points * self._implemented())
        return _hundredths(self.max_points * (DERIVE_SHARE * derived + (1 - DERIVE_SHARE) * self._implemented()))

    def _derived(self) -> float | None:
        """Share of the derive gate earned, in [0, 1]: half by the hand-worked numbers, half by the formulas.

        Each kind is earned whole or not at all, and alone where the exercise asks for no other. None: it asks for none.
        """
        kinds = [kind for kind in DERIVE_KINDS if any(c.kind == kind for c, _ in self.results)]
        if not kinds:
            return None
        return sum(all(f.passed for c, f in self.results if c.kind == kind) for kind in kinds) / len(kinds)

    def _implemented(self) -> float:
        """Share of the implement and verify gates earned, in [0, 1].

        Each output and each gradient has an equal share of its side's. A failed check of all gradients, such as that
        of a numerical difference, takes what they earned, and one of all outputs what those did.
        """
        judged = [(check, finding) for check, finding in self.results if check.kind not in DERIVE_KINDS]
        targets = {check.target for check, _ in judged}
        outputs = {target for target in targets if target.type is TargetType.OUTPUT}
        gradients = {target for target in targets if target.type is TargetType.GRADIENT}
        wrong = {check.target for check, finding in judged if not finding.passed and not finding.minor}
        forward = 0.0 if ALL_OUTPUTS in wrong else _mean(_earned(target, judged) for target in outputs)
        if not gradients:
            return 0.0 if ALL_GRADIENTS in wrong else forward
        backward = 0.0 if ALL_GRADIENTS in wrong else _mean(_earned(target, judged) for target in gradients)
        return FORWARD_SHARE * forward + (1 - FORWARD_SHARE) * backward

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as the documented JSON object."""
        return {
            "exercise": self.exercise,
            "file": str(self.file),
            "sha256": self.sha256,
            "seed": self.seed,
            "passed": self.passed and self.exit_code is ExitCode.PASSED,
            "points": self.points,
            "max_points": self.max_points,
            "checks": [_check_json(check, finding) for check, finding in self.results],
            "controls": asdict(self.controls) if self.controls else None,
            "diagnosis": asdict(self.diagnosis) if self.diagnosis else None,
            "advice": self.advice,
            "borrowed": self.borrowed,
            "seconds": round(self.seconds, 4),
        }


def _hundredths(points: float) -> float:
    """Round to hundredths, halves up, whatever the last bits are: Python 3.12 and later sum floats in another way."""
    return math.floor(round(100 * points, 6) + 0.5) / 100


def _earned(target: Target, judged: list[tuple[Check, Finding]]) -> float:
    """Return an output's or a gradient's share earned, in [0, 1].

    Its ordinary cases earn ORDINARY_SHARE together, all or nothing. Each other case has an equal part of the rest, and
    so has each promise (purity, repeated calls), which counts where the ordinary cases hold: a wrong answer keeps
    nothing for being tidy.
    """
    own = [(check, finding) for check, finding in judged if check.target == target]
    promises = [finding.passed for check, finding in judged if check.target.type is TargetType.PROMISE]
    right = all(finding.passed or finding.minor for check, finding in own if check.ordinary)
    cases: dict[str, bool] = {}
    for check, finding in own:
        if not check.ordinary or finding.minor:
            cases[check.case] = cases.get(check.case, True) and finding.passed
    of_all = [False for check, finding in judged if finding.minor and check.target in (ALL_OUTPUTS, ALL_GRADIENTS)]
    others = [*cases.values(), *(passed and right for passed in promises), *of_all]
    if not others:
        return float(right)
    return ORDINARY_SHARE * right + (1 - ORDINARY_SHARE) * _mean(others)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _check_json(check: Check, finding: Finding) -> dict[str, Any]:
    return {
        "name": check.name,
        "kind": check.kind,
        "passed": finding.passed,
        "max_abs": _finite(finding.max_abs),
        "max_rel": _finite(finding.max_rel),
        "message": finding.message,
    }


def _finite(x: float | None) -> float | None:
    """JSON has no infinity: an immeasurable error is null."""
    return x if x is not None and math.isfinite(x) else None
