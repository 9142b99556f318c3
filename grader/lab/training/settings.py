"""The settings of a run: what is asked for, the defaults of each kind of work, and what a resumed run goes on with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from grader.errors import BadInput
from grader.lab.training.vocabulary import TASKS

FILE = "run.json"

DEFAULTS: dict[str, dict[str, Any]] = {
    "sort": {"n_layer": 2, "n_head": 2, "n_embd": 32, "batch_size": 64, "steps": 600, "lr": 3e-3},
    "add": {"n_layer": 2, "n_head": 4, "n_embd": 64, "batch_size": 128, "steps": 1500, "lr": 3e-3},
    # As nanoGPT trains on Shakespeare's characters where there is no GPU.
    "characters": {
        **{"n_layer": 4, "n_head": 4, "n_embd": 128, "block_size": 64},
        **{"batch_size": 12, "steps": 2000, "lr": 1e-3},
    },
    # With 50,257 rows the table of tokens is nearly the whole model, and most of the time.
    "gpt2": {
        **{"n_layer": 2, "n_head": 4, "n_embd": 64, "block_size": 64},
        **{"batch_size": 8, "steps": 500, "lr": 2e-3},
    },
}
"""The sizes with which each kind of work is done in minutes on 2 cores."""

UNITS = {"characters": "characters", "gpt2": "GPT-2 tokens"}

ONLY = {"letters": ("sort",), "symbols": ("sort",), "block_size": ("characters", "gpt2")}
"""Settings that only some kinds have."""

WARMUP = 100
"""Steps on which the learning rate rises, at most a tenth of all."""

FLOOR = 0.1
"""The share of the learning rate that is left at the end."""


@dataclass(frozen=True)
class TrainingSettings:
    """All that a run depends on. `kind` is a key of DEFAULTS; `source` is the text's file, or the prepared folder,
    and `fingerprint` the hash of the tokens that are trained on.

    `planned` is the step at which the learning rate reaches its floor; `steps` may later go beyond it.
    """

    kind: str
    steps: int
    batch_size: int
    n_layer: int
    n_head: int
    n_embd: int
    lr: float
    seed: int = 0
    block_size: int = 0
    letters: int = 6
    symbols: int = 3
    source: str = ""
    prepared: bool = False
    fingerprint: str = ""
    planned: int = 0

    @property
    def warmup(self) -> int:
        """The steps on which the learning rate rises."""
        return min(WARMUP, self.planned // 10)

    @property
    def is_task(self) -> bool:
        """Whether the work is a task, not a text."""
        return self.kind in TASKS

    @property
    def title(self) -> str:
        """What is learnt, in a few words."""
        return (
            f"learning to {self.kind}" if self.is_task else f"learning {Path(self.source).name} by {UNITS[self.kind]}"
        )

    def save(self, folder: Path) -> None:
        """Write run.json."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def new(given: Mapping[str, Any]) -> TrainingSettings:
    """Return the settings of a new run: the defaults of its kind, and over them what was given (not None)."""
    kind = given["kind"]
    chosen = DEFAULTS[kind] | {name: value for name, value in given.items() if value is not None}
    for name, kinds in ONLY.items():
        if name in chosen and kind not in kinds:
            raise BadInput(f"--{name.replace('_', '-')} says nothing of {kind}; it is for {' and '.join(kinds)}.")
    return _checked(TrainingSettings(**chosen, planned=chosen["steps"]))


def resumed(folder: Path, given: Mapping[str, Any]) -> TrainingSettings:
    """Return the settings of the run in a folder. Raises BadInput where an option contradicts them.

    Only `steps` may be raised: the learning rate then stays at its floor, and what was trained stays as it was.
    """
    path = folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        before = TrainingSettings(**{field.name: found[field.name] for field in fields(TrainingSettings)})
    except OSError:
        raise BadInput(
            f"{folder} has no run to go on with: there is no {FILE}. Train without --resume first."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} is not what `grader train` writes ({error!r}). Train anew, without --resume.") from None
    for name, value in given.items():
        if value is None or value == getattr(before, name) or name == "steps":
            continue
        raise BadInput(
            f"The run in {folder} has {name} {getattr(before, name)}, not {value}: a run goes on with the settings it "
            "began with. Leave the option out, or name another folder by --out."
        )
    return _checked(replace(before, steps=given.get("steps") or before.steps))


def _checked(settings: TrainingSettings) -> TrainingSettings:
    """Return the settings, if a model can be trained with them; GPTConfig says the rest of what it needs."""
    for name in ("steps", "batch_size", "n_layer", "n_head", "n_embd"):
        if getattr(settings, name) < 1:
            raise BadInput(f"--{name.replace('_', '-')} is {getattr(settings, name)}; it has to be 1 or more.")
    if not settings.is_task and settings.block_size < 1:
        raise BadInput(f"--block-size is {settings.block_size}; it has to be 1 or more.")
    if not 0 < settings.lr < 1:
        raise BadInput(f"--lr is {settings.lr:g}; a learning rate is above 0 and below 1.")
    if settings.seed < 0:
        raise BadInput(f"--seed is {settings.seed}; it has to be 0 or more.")
    return settings
