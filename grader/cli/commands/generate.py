"""`grader generate`: continue a prompt with a checkpoint, on the student's own pieces."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from cyclopts import Parameter

from grader.cli.describe_pieces import describe_borrowed, describe_engine, source_of
from grader.cli.options import SEED
from grader.errors import BadInput
from grader.lab.model.engine import generate_with_engine, resolve_engine
from grader.lab.model.loading import count_parameters, dtype_for, load
from grader.lab.model.resolve_pieces import resolve_pieces, with_prerequisites
from grader.lab.training import tasks
from grader.lab.training.checkpoint_vocabulary import load_vocabulary
from grader.lab.training.generate_text import Sampling, generate_text
from grader.paths import exercises
from reference.checkpoints import Checkpoint

TOKENS, TEMPERATURE = 200, 0.8
"""The defaults for a text; a sorter or an adder writes its answer by greedy decoding."""


def generate_(
    *,
    checkpoint: Path,
    prompt: str | None = None,
    tokens: int | None = None,
    temperature: float | None = None,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: Annotated[int, SEED] = 0,
    solutions: Annotated[bool, Parameter(negative="")] = False,
    fast: Annotated[bool, Parameter(negative="")] = False,
    borrow: Annotated[bool, Parameter(negative="")] = False,
    gelu: Literal["tanh", "erf"] | None = None,
    heads: int | None = None,
) -> int:
    """Let a checkpoint write on your own pieces: `--prompt 210120` for a sorter, `--prompt 17+25` for an adder.

    Parameters
    ----------
    checkpoint
        What `grader train` wrote, or any GPT-2 in a form that `grader weights --from` takes.
    prompt
        What is asked, or where the text begins.
    tokens
        How many tokens to write (200; a sorter or an adder writes its answer).
    temperature
        0 takes the likeliest token each time, 1 draws as the model says (0.8; 0 for a sorter or an adder).
    top_k
        Draw among this many of the likeliest tokens.
    top_p
        Draw among the fewest tokens that together have this probability.
    seed
        Another seed draws another text.
    solutions
        Run on the solutions' pieces instead of yours.
    fast
        Write with the decoder of part 15: yours where all of that part has passed, else the solutions'.
    borrow
        Take the reference for pieces of yours that have not passed, and say so.
    gelu
        Compute with this GELU, where the checkpoint does not say which, or in its place.
    heads
        Take this many heads, where the checkpoint does not say how many.
    """
    for option, value, least in (("--tokens", tokens, 0), ("--temperature", temperature, 0), ("--top-k", top_k, 1)):
        if value is not None and not least <= value < math.inf:
            raise BadInput(f"{option} is {value:g}; it has to be {least} or more.")
    if top_p is not None and (top_p <= 0 or top_p > 1):
        raise BadInput(f"--top-p is {top_p:g}; it has to be above 0 and at most 1.")
    source = source_of(solutions=solutions)
    if fast:
        pieces = resolve_engine(exercises(), source=source)
        print(f"written with {describe_engine(pieces, source)}", file=sys.stderr)
    else:
        pieces = resolve_pieces(exercises(), with_prerequisites("generate"), source=source, borrow=borrow)
        if pieces.borrowed:
            print(describe_borrowed(pieces), file=sys.stderr)
    loaded = load(checkpoint, gelu, heads)
    print(loaded.choices, file=sys.stderr)
    words = load_vocabulary(checkpoint, loaded.config)
    if words.task:
        if prompt is None:
            raise BadInput("Ask it something by --prompt: 210120 for a sorter of six letters, 17+25 for an adder.")
        start, length = tasks.question(words, prompt, loaded.config.n_positions)
    else:
        start, length = prompt or words.start, TOKENS
        words.encode(start)  # characters that the model does not know are refused before anything is printed
        _print(prompt or "")
    if temperature is None:
        temperature = 0.0 if words.task else TEMPERATURE
    sampling = Sampling(temperature, top_k, top_p, np.random.default_rng(seed))
    by_engine = partial(generate_with_engine, pieces) if fast else None
    n_new = length if tokens is None else tokens
    generate_text(pieces, _cast(loaded), words, start, n_new, sampling, _print, generate=by_engine)
    _print("\n")
    return 0


def _cast(loaded: Checkpoint) -> Checkpoint:
    """Return the checkpoint in the dtype in which a model of its size computes."""
    dtype = dtype_for(count_parameters(loaded))
    return replace(loaded, params={name: array.astype(dtype) for name, array in loaded.params.items()})


def _print(text: str) -> None:
    print(text, end="", flush=True)
