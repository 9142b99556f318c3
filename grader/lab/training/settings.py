"""The settings of a training run: given, by default, or those with which a resumed run began."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from grader.errors import BadInput
from grader.files import write_atomically
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
DEFAULTS["own"] = DEFAULTS["gpt2"]
"""The settings with which each kind of data is learnt in minutes on 2 cores."""

FINE_TUNING: dict[str, Any] = {"steps": 100, "lr": 3e-5}
"""What goes before them where a checkpoint is trained on: nanoGPT's rate, a tenth of that of training anew or less."""

EVAL_EVERY = 250
"""Steps between two estimates of the losses on a text, as nanoGPT has it for small models; from a checkpoint it is a
quarter of all steps, where that is less."""

UNITS = {"characters": "characters", "gpt2": "GPT-2 tokens", "own": "tokens of the checkpoint's own tokenizer"}
"""What a text of each kind is made of."""

KIND_OF_TOKENS = {True: "gpt2", False: "own"}
"""The kind of a text in tokens, by whether they are GPT-2's."""

KINDS_WITH = {"letters": ("sort",), "symbols": ("sort",), "block_size": tuple(UNITS)}
"""Settings that only some kinds have, and which."""

WARMUP = 100
"""Steps of warm-up, at most a tenth of all."""

MIN_LR_SHARE = 0.1
"""The last learning rate, as a share of the highest."""


@dataclass(frozen=True)
class TrainingSettings:
    """All that a run depends on. `kind` is a key of DEFAULTS.

    Of a text, `source` is its file or, where `prepared`, the folder that `grader prepare` wrote, and `fingerprint` the
    hash of the tokens to train on. At the step `planned` the learning rate is at its lowest; `steps` may go beyond it.
    A step learns from `accumulate` batches; after every `eval_every` steps (0: never) the losses are estimated, each on
    `eval_batches` batches. `start` is the checkpoint that the training began with; "" for random weights.
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
    accumulate: int = 1
    weight_decay: float = 0.1
    eval_every: int = 0
    eval_batches: int = 20
    start: str = ""

    @property
    def sequences(self) -> int:
        """Sequences that one step learns from."""
        return self.batch_size * self.accumulate

    @property
    def warmup(self) -> int:
        """Steps of warm-up."""
        return min(WARMUP, self.planned // 10)

    @property
    def is_task(self) -> bool:
        """Whether a task is learnt, not a text."""
        return self.kind in TASKS

    @property
    def title(self) -> str:
        """What is learnt, in a few words."""
        return (
            f"learning to {self.kind}" if self.is_task else f"learning {Path(self.source).name} by {UNITS[self.kind]}"
        )

    def save(self, folder: Path) -> None:
        """Write run.json."""
        write_atomically(folder / FILE, json.dumps(asdict(self), indent=1) + "\n")


def new(given: Mapping[str, Any]) -> TrainingSettings:
    """Return the settings of a new run: those given (not None), and the defaults of its kind for the others."""
    kind = given["kind"]
    defaults = DEFAULTS[kind] | (FINE_TUNING if given.get("start") else {})
    if kind not in TASKS:
        steps = given.get("steps") or defaults["steps"]
        defaults["eval_every"] = min(EVAL_EVERY, max(1, steps // 4)) if given.get("start") else EVAL_EVERY
    chosen = defaults | {name: value for name, value in given.items() if value is not None}
    for name, kinds in KINDS_WITH.items():
        if name in chosen and kind not in kinds:
            raise BadInput(f"--{name.replace('_', '-')} says nothing of {kind}; it is for {' and '.join(kinds)}.")
    return _check(TrainingSettings(**chosen, planned=chosen["steps"]))


def resumed(folder: Path, given: Mapping[str, Any]) -> TrainingSettings:
    """Return the settings of the run in a folder. Raises BadInput where one that is given differs.

    Only `steps` may: beyond the steps first planned the learning rate stays at its lowest.
    """
    path = folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        before = TrainingSettings(**{f.name: found[f.name] for f in fields(TrainingSettings) if f.name in found})
    except OSError:
        raise BadInput(
            f"{folder} has no run to go on with: there is no {FILE}. Train without --resume first."
        ) from None
    except (ValueError, TypeError) as error:
        raise BadInput(f"{path} is not what `grader train` writes ({error!r}). Train anew, without --resume.") from None
    for name, value in given.items():
        if value is None or value == getattr(before, name) or name == "steps":
            continue
        raise BadInput(
            f"The run in {folder} has {name} {getattr(before, name)}, not {value}: a run goes on with the settings it "
            "began with. Leave the option out, or name another folder by --out."
        )
    return _check(replace(before, steps=given.get("steps") or before.steps))


def _check(settings: TrainingSettings) -> TrainingSettings:
    """Return the settings. Raises BadInput where one is out of range; GPTConfig checks how the sizes fit together."""
    for name in ("steps", "batch_size", "n_layer", "n_head", "n_embd", "accumulate", "eval_batches"):
        if getattr(settings, name) < 1:
            raise BadInput(f"--{name.replace('_', '-')} is {getattr(settings, name)}; it has to be 1 or more.")
    if not settings.is_task and settings.block_size < 1:
        raise BadInput(f"--block-size is {settings.block_size}; it has to be 1 or more.")
    if not 0 < settings.lr < 1:
        raise BadInput(f"--lr is {settings.lr:g}; a learning rate is above 0 and below 1.")
    for name in ("seed", "eval_every"):
        if getattr(settings, name) < 0:
            raise BadInput(f"--{name.replace('_', '-')} is {getattr(settings, name)}; it has to be 0 or more.")
    if not 0 <= settings.weight_decay < 1:
        raise BadInput(f"--weight-decay is {settings.weight_decay:g}; it has to be 0 or more, and below 1.")
    return settings
