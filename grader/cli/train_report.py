"""What `grader train` says: before, while and after it trains."""

from __future__ import annotations

import math
import shlex
import time

import numpy as np

from grader.cli.terminal import relative_path, say
from grader.cli.train_progress import TrainingProgress
from grader.errors import ExitCode
from grader.lab.training import curve
from grader.lab.training.generate_text import Manner, write
from grader.lab.training.settings import UNITS
from grader.lab.training.tasks import TrainingTask
from grader.lab.training.training_run import TrainingRun

SAMPLE, TEMPERATURE = 300, 0.8
"""Tokens of the sample, and how boldly they are drawn."""

WRONG = 5
"""Wrong answers shown."""


def introduce(run: TrainingRun, whose: str) -> None:
    """Say what is trained, on what, and of whose pieces."""
    c, work = run.shape, run.work
    say(f"GPT-2 of {c.n_layer} layers, {c.n_head} heads, {c.n_embd} wide, {c.vocab_size:,} symbols", "bold")
    say(f"  {c.n_parameters:,} parameters in float32, random at first (seed {run.settings.seed}); pieces: {whose}")
    if isinstance(work, TrainingTask):
        say(f"  {len(work.trained):,} questions to learn from, drawn at random; {len(work.held):,} are held out")
    else:
        unit = UNITS[run.settings.kind]
        say(f"  {len(work.train):,} {unit} to learn from, {len(work.validation):,} held out")
    if 0 < run.done < run.settings.steps:
        say(f"  going on at step {run.done + 1} of {run.settings.steps}")


def train(run: TrainingRun) -> bool:
    """Train to the end or to Ctrl-C, showing how far it is; return whether it came to the end."""
    start = time.perf_counter()
    before = run.done
    with TrainingProgress(run.settings.steps, before, run.tokens_per_step) as watch:
        whole = run.train(watch.told)
    seconds = time.perf_counter() - start
    if run.done > before:
        rate = (run.done - before) * run.tokens_per_step / seconds
        say(f"{run.done - before:,} steps in {seconds:.1f} s, {rate:,.0f} tokens/s, loss {watch.loss:.4f}", "bold")
    return whole


def stopped(run: TrainingRun, flag: str) -> int:
    """Say what an interrupted run leaves, and how to go on."""
    where = shlex.quote(relative_path(run.folder))
    say(f"stopped after step {run.done} of {run.settings.steps}; what was trained is kept", "yellow")
    say(f"  Go on: grader train --resume --out {where}{flag}")
    return ExitCode.INTERRUPTED


def finish(run: TrainingRun, sample: bool, flag: str) -> int:
    """Ask what was learnt, draw the curve, write a sample; return the exit code."""
    if isinstance(run.work, TrainingTask):
        validation, code = None, _examine(run, run.work)
    else:
        validation, code = _validate(run), 0
    drawn = curve.draw(run.curve, run.folder / "curve.png", run.settings.title, run.shape.vocab_size, validation)
    where = relative_path(run.folder)
    say(f"  checkpoint and curve{'.json, curve.png' if drawn else '.json'} in {where}")
    if not drawn:
        say("  no picture: matplotlib is not installed (the extra `plots` has it)", "yellow")
    prompt = f" --prompt {run.work.example}" if isinstance(run.work, TrainingTask) else ""
    say(f"  Next: grader generate --checkpoint {shlex.quote(where)}{prompt}{flag}")
    if not sample:
        say("  no sample: generate, or a piece that it is built on, has not passed", "yellow")
    elif not isinstance(run.work, TrainingTask):
        _sample(run)
    return code


def _examine(run: TrainingRun, task: TrainingTask) -> int:
    """Ask every question; say how many are answered right."""
    answered = task.answered(run.logits)
    right = np.all(answered == task.texts, axis=1)
    n, total = int(right.sum()), len(right)
    say(f"{n:,} of {total:,} right by greedy decoding, {n / total:.2%}", "bold green" if n == total else "bold red")
    trained, held = int(right[task.trained].sum()), int(right[task.held].sum())
    say(f"  {trained:,} of the {len(task.trained):,} learnt from, {held:,} of the {len(task.held):,} held out")
    read, asking = task.vocabulary.decode, task.asking
    for wrong, text in zip(answered[~right][:WRONG], task.texts[~right], strict=False):
        say(f"  wrong: {read(text[:asking])} -> {read(wrong[asking:])}; right is {read(text[asking:])}")
    if n < total:
        go_on = f"--out {shlex.quote(relative_path(run.folder))} --steps {2 * run.settings.steps}"
        say(f"  More steps may help: grader train --resume {go_on}, or another --seed.")
    return 0 if n == total else 1


def _validate(run: TrainingRun) -> float | None:
    mean, scored = run.validate()
    if not scored:
        say("  nothing was held out, so there is no validation loss", "yellow")
        return None
    say(
        f"held-out loss {mean:.4f} nats, perplexity {math.exp(mean):.2f}, on {scored:,} tokens in windows of "
        f"{run.shape.block_size}",
        "bold",
    )
    return mean


def _sample(run: TrainingRun) -> None:
    say("A sample:", "bold")
    words = run.work.vocabulary
    manner = Manner(TEMPERATURE, rng=np.random.default_rng([run.settings.seed, 2]))
    write(run.own, run.checkpoint(), words, words.start, SAMPLE, manner, lambda text: print(text, end="", flush=True))
    print()
