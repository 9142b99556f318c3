"""What `grader train` prints before, during and after the training."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np

from grader.cli.terminal import relative_path, say, shell_word
from grader.cli.train_progress import TrainingProgress
from grader.errors import ExitCode
from grader.lab.training import curve, estimates, html_report
from grader.lab.training.estimates import Estimate
from grader.lab.training.generate_text import Sampling, generate_text
from grader.lab.training.settings import UNITS
from grader.lab.training.tasks import TrainingTask
from grader.lab.training.training_run import TrainingRun
from grader.paths import installing

SAMPLE_TOKENS, TEMPERATURE = 300, 0.8
"""The length of the sample, and the temperature at which it is drawn."""

MAX_WRONG = 5
"""Wrong answers shown, at most."""


def introduce(run: TrainingRun, owner: str) -> None:
    """Say what is trained, on what data, and whose pieces it is made of."""
    c, data = run.config, run.data
    say(f"GPT-2 of {c.n_layer} layers, {c.n_head} heads, {c.n_embd} wide, {c.vocab_size:,} symbols", "bold")
    seed, start = run.settings.seed, run.start
    began = f"from {relative_path(start.path)}" if start and not run.done else f"random at first (seed {seed})"
    if start and run.done:
        began = f"from {relative_path(Path(run.settings.start))} at first"
    say(f"  {c.n_parameters:,} parameters in float32, {began}; pieces: {owner}")
    if start:
        say(f"  {start.checkpoint.choices}")
    decayed, kept = run.decays
    say(f"  {decayed:,} of them decay ({run.settings.weight_decay:g}): arrays of two axes; {kept:,} do not")
    if run.settings.accumulate > 1:
        say(f"  each step learns from {run.settings.accumulate} batches of {run.settings.batch_size}")
    if isinstance(data, TrainingTask):
        say(f"  {len(data.train):,} questions to learn from, drawn at random; {len(data.held_out):,} are held out")
    else:
        unit = UNITS[run.settings.kind]
        say(f"  {len(data.train):,} {unit} to learn from, {len(data.validation):,} held out")
    if 0 < run.done < run.settings.steps:
        say(f"  going on at step {run.done + 1} of {run.settings.steps}")


def train(run: TrainingRun) -> bool:
    """Train to the end or to Ctrl-C, showing progress; return whether it came to the end."""
    start = time.perf_counter()
    before = run.done
    with TrainingProgress(run.settings.steps, before, run.tokens_per_step) as progress:
        completed = run.train(progress.update, _say_estimate)
    seconds = time.perf_counter() - start
    if run.done > before:
        rate = (run.done - before) * run.tokens_per_step / seconds
        say(f"{run.done - before:,} steps in {seconds:.1f} s, {rate:,.0f} tokens/s, loss {progress.loss:.4f}", "bold")
    return completed


def _say_estimate(estimate: Estimate) -> None:
    held_out = "" if estimate.validation is None else f", held out {estimate.validation:.4f}"
    say(f"  after {estimate.step:,} steps: estimated loss {estimate.train:.4f}{held_out}")


def report_interrupt(run: TrainingRun, flag: str) -> int:
    """Say what an interrupted run leaves, and how to go on; return the exit code."""
    where = shell_word(run.folder)
    say(f"stopped after step {run.done} of {run.settings.steps}; what was trained is kept", "yellow")
    say(f"  Go on: grader train --resume --out {where}{flag}")
    return ExitCode.INTERRUPTED


def finish(run: TrainingRun, sample: bool, flag: str) -> int:
    """Test what was learnt, draw the curve, print a sample, write the report; return the exit code."""
    if isinstance(run.data, TrainingTask):
        validation, (result, code) = None, _test_task(run, run.data)
    else:
        (validation, result), code = _validate(run), 0
    drawn = curve.draw(run.curve, run.folder / "curve.png", run.settings.title, run.config.vocab_size, validation)
    html_report.write(run, [result], "")
    where = relative_path(run.folder)
    say(f"  checkpoint and curve{'.json, curve.png' if drawn else '.json'} in {where}")
    say(f"  curve, estimates, sample and settings in one page: {where}/{html_report.FILE}")
    if best := estimates.best(run.estimates):
        say(f"  the best, held out {best.validation:.4f} after {best.step:,} steps, is in {where}/{estimates.BEST}")
    if not drawn:
        say(f"  no picture: matplotlib is not installed ({installing('plots')})", "yellow")
    prompt = f" --prompt {run.data.example}" if isinstance(run.data, TrainingTask) else ""
    say(f"  Next: grader generate --checkpoint {shell_word(run.folder)}{prompt}{flag}")
    if not sample:
        say("  no sample: generate, or a piece that it is built on, has not passed", "yellow")
    elif not isinstance(run.data, TrainingTask):
        html_report.write(run, [result], _print_sample(run))
    return code


def _test_task(run: TrainingRun, task: TrainingTask) -> tuple[str, int]:
    """Ask every question, say how many are answered right; return that, and 0 where all are, else 1."""
    answered = task.answer_all(run.logits)
    right = np.all(answered == task.texts, axis=1)
    n, total = int(right.sum()), len(right)
    result = f"{n:,} of {total:,} right by greedy decoding, {n / total:.2%}"
    say(result, "bold green" if n == total else "bold red")
    train, held_out = int(right[task.train].sum()), int(right[task.held_out].sum())
    say(f"  {train:,} of the {len(task.train):,} learnt from, {held_out:,} of the {len(task.held_out):,} held out")
    decode, Q = task.vocabulary.decode, task.question_length
    for wrong, text in zip(answered[~right][:MAX_WRONG], task.texts[~right], strict=False):
        say(f"  wrong: {decode(text[:Q])} -> {decode(wrong[Q:])}; right is {decode(text[Q:])}")
    if n < total:
        go_on = f"--out {shell_word(run.folder)} --steps {2 * run.settings.steps}"
        say(f"  More steps may help: grader train --resume {go_on}, or another --seed.")
    return result, 0 if n == total else 1


def _validate(run: TrainingRun) -> tuple[float | None, str]:
    """Print the loss on what was held out; return it, None where nothing was, and what was printed."""
    mean, scored = run.validate()
    if not scored:
        result = "nothing was held out, so there is no validation loss"
        say(f"  {result}", "yellow")
        return None, result
    perplexity = f"perplexity {math.exp(mean):.2f}"
    result = f"held-out loss {mean:.4f} nats, {perplexity}, on {scored:,} tokens in windows of {run.window}"
    say(result, "bold")
    return mean, result


def _print_sample(run: TrainingRun) -> str:
    say("A sample:", "bold")
    words = run.data.vocabulary
    sampling = Sampling(TEMPERATURE, rng=np.random.default_rng([run.settings.seed, 2]))
    text = generate_text(run.pieces, run.checkpoint(), words, words.start, SAMPLE_TOKENS, sampling, _print)
    print()
    return text


def _print(text: str) -> None:
    print(text, end="", flush=True)
