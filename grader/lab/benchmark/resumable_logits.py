"""Our side: GPT-2 made of pieces, the student's or the solutions', and the student's own way of evaluating it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from grader.course import registry
from grader.judge.ladder import Ladder
from grader.lab.benchmark.checkpoint import BenchmarkModel
from grader.lab.benchmark.scoring import UnitScores, peak
from grader.lab.model import engine
from grader.lab.model.gpt2 import GPT2
from grader.lab.model.resolve_pieces import NAMES, ForwardPieces
from grader.runner.tree import Tree
from reference import evaluation
from reference.checkpoints import Checkpoint
from reference.evaluation import ScoredIds, TokenScores

EVALUATION = ("per_token_cross_entropy", "strided_perplexity", "lambada")


class LogitsReader(GPT2):
    """A GPT-2 that works out the logits of some places alone: the head is a quarter of the work of a 124M model."""

    losses = staticmethod(evaluation.losses)

    def __init__(self, pieces: ForwardPieces, model: BenchmarkModel) -> None:
        super().__init__(pieces, Checkpoint(model.checkpoint.config, {}), np.dtype(model.dtype).type)
        params = model.checkpoint.params
        while params:  # given up one by one: two copies of all would be the peak of the whole run
            name, array = params.popitem()
            self.params[name] = array.astype(model.dtype, copy=False)

    def at(self, ids: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Return logits (n, V) of n places of ids (B, T)."""
        p, run = self.params, self.pieces.run
        x = run("add", run("embedding", p["W_e"], ids), run("positional_embedding", p["W_p"], ids.shape[1], len(ids)))
        for i in range(self.config.n_layer):
            x = self._block(i, x, _keep_nothing)  # (B, T, D)
        places = x[rows, columns][np.newaxis]  # (1, n, D)
        normed = run("layer_norm", places, p["lnf_g"], p["lnf_b"], self.config.eps)
        return run("lm_head", normed, p.get("W_head", p["W_e"]))[0]  # (n, V)


def _keep_nothing(name: str, array: np.ndarray) -> None:
    pass


@dataclass
class StudentFunctions:
    """The student's functions of part 13 that passed, by name, and the names of those that did not."""

    functions: dict[str, Callable] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def students(root: Path) -> StudentFunctions:
    """Return the evaluation functions of a tree of exercises that passed."""
    ladder, found = Ladder(root), StudentFunctions()
    for name in EVALUATION:
        if ladder.standing(name).state == "passed":
            found.functions[name] = getattr(Tree(root).load(registry.part_of(name), name), name)
        else:
            found.missing.append(name)
    return found


def fingerprint(root: Path) -> str:
    """Hash the texts that a run depends on: other pieces, other run."""
    h = hashlib.sha256()
    for name in (*NAMES, *EVALUATION, *registry.names(engine.PART)):
        path = root / registry.part_of(name) / f"{name}.py"
        h.update(path.read_bytes() if path.is_file() else b"missing")
    return h.hexdigest()[:16]


class RecordingLogits:
    """Stands between a student's evaluation and the model: hands on the logits, and keeps what they say of each unit.

    A unit that was read in an interrupted run is not read again: its logits are made up so that the losses and the
    first choices at its scored places are those that were kept. The seconds that it counts are the model's alone.
    """

    def __init__(
        self,
        model: GPT2 | engine.FastModel,
        units: Sequence[ScoredIds],
        known: Mapping[int, TokenScores],
        keep: Callable[[UnitScores], None],
    ) -> None:
        self.model, self.units, self.known, self.keep = model, units, known, keep
        self.numbers: dict[bytes, list[int]] = {}  # a passage may be there twice
        for number, unit in enumerate(units):
            self.numbers.setdefault(unit.ids.tobytes(), []).append(number)

    def __call__(self, ids: np.ndarray) -> np.ndarray:
        """Return logits (1, T, V) for ids (1, T)."""
        numbers = self.numbers.get(np.ascontiguousarray(ids[0], dtype=np.int64).tobytes(), [])
        if numbers and numbers[0] in self.known:
            dtype = self.model.params["W_e"].dtype
            return made_up(self.units[numbers[0]], self.known[numbers[0]], self.model.config.vocab_size, dtype)
        start = time.perf_counter()
        logits = self.model.logits(np.asarray(ids))  # (1, T, V)
        seconds = time.perf_counter() - start
        if numbers:
            unit = self.units[numbers[0]]
            speak = logits[0, -unit.scored - 1 : -1]  # (scored, V): entry t speaks of the token after t
            nll, right = evaluation.losses(speak, unit.targets), speak.argmax(axis=-1) == unit.targets
            scores = TokenScores(nll.tolist(), right.tolist())
            self.keep(UnitScores(dict.fromkeys(numbers, scores), seconds, peak()))
        return logits


def made_up(unit: ScoredIds, scores: TokenScores, V: int, dtype: np.dtype) -> np.ndarray:
    """Return logits (1, T, V) that have the losses and first choices that were told of a unit's scored tokens."""
    nll, right = np.array(scores.nll), np.array(scores.right)
    rest = np.log(np.maximum(np.expm1(nll), 1e-300))  # log of what all other symbols weigh beside the target's 1
    logits = np.zeros((1, len(unit.ids), V), dtype)
    for place, target, others, first in zip(range(-unit.scored - 1, -1), unit.targets, rest, right, strict=True):
        row = logits[0, place]  # (V,)
        if first:  # spread over all, so that none stands above the target
            row[:] = others - np.log(V - 1)
        else:  # on one, which then has more than half
            row[:] = -1e4
            row[(target + 1) % V] = others
        row[target] = 0
    return logits
