"""A verdict: what was judged, what each check found, whether the controls held, what it is worth."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from grader.errors import ExitCode
from grader.judge.check import ALL_GRADIENTS, ALL_OUTPUTS, CONTRACT_KINDS, DERIVE_KINDS, Check, Target, TargetType
from grader.judge.finding import Controls, Finding


class State(StrEnum):
    """How an exercise stands."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_WRITTEN = "unwritten"


DERIVE_SHARE = 0.1
FORWARD_SHARE = 0.2


@dataclass(frozen=True)
class Diagnosis:
    """What a wrong answer does: a known mistake's name, or that of a general error pattern, and its explanation.

    `chapter` is the section that explains the exercise: a file of the workspace and an anchor in it. `sentence` is what
    it says of a known mistake, or "".
    """

    mistake: str
    text: str
    chapter: str = ""
    sentence: str = ""


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
    seconds: float = 0.0

    @property
    def failures(self) -> list[tuple[Check, Finding]]:
        """The results that decide against the answer."""
        return [(c, f) for c, f in self.results if not f.passed and c.kind not in DERIVE_KINDS]

    @property
    def underived(self) -> list[str]:
        """What the derive gate has to say, each message once."""
        return list(dict.fromkeys(f.message for c, f in self.results if not f.passed and c.kind in DERIVE_KINDS))

    @property
    def passed(self) -> bool:
        """Whether the implement and verify gates passed. A run that asked nothing has not passed."""
        return bool(self.results) and not self.failures

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
        if self.contract_broken and not self.not_written:
            return ExitCode.BAD_INPUT
        return ExitCode.PASSED if self.passed else ExitCode.NOT_PASSED

    @property
    def contract_broken(self) -> bool:
        """Whether there is nothing to compare."""
        return any(check.kind in CONTRACT_KINDS for check, _ in self.failures)

    @property
    def points(self) -> float:
        """Points earned: a share for the forward, equal shares for the gradients, and the derive gate's own share.

        A gradient earns its share when all its checks pass. Nothing is earned without the contract."""
        if not self.results or self.contract_broken:
            return 0.0
        derived = self._derived()
        if derived is None:
            return round(self.max_points * self._implemented(), 2)
        return round(self.max_points * (DERIVE_SHARE * derived + (1 - DERIVE_SHARE) * self._implemented()), 2)

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

        An output or a gradient is earned whole, or not at all. A failed check of all outputs, or of every gradient,
        takes what they earned.
        """
        judged = [(c, f) for c, f in self.results if c.kind not in DERIVE_KINDS]
        wrong = {c.target for c, f in judged if not f.passed}
        targets = {c.target for c, _ in judged}
        outputs = {target for target in targets if target.type is TargetType.OUTPUT}
        gradients = {target for target in targets if target.type is TargetType.GRADIENT}
        forward = 0.0 if ALL_OUTPUTS in wrong else _share(outputs, wrong)
        if not gradients:
            return 0.0 if ALL_GRADIENTS in wrong else forward
        backward = 0.0 if ALL_GRADIENTS in wrong else _share(gradients, wrong)
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


def _share(targets: set[Target], wrong: set[Target]) -> float:
    return len(targets - wrong) / len(targets) if targets else 0.0


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
