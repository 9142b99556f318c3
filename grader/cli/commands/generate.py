"""`grader generate`: a checkpoint writes, on the student's own pieces."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Annotated

import numpy as np
from cyclopts import Parameter

from grader.cli.options import SEED
from grader.errors import BadInput
from grader.lab.model import engine
from grader.lab.model.loading import load
from grader.lab.model.precision import dtype_for
from grader.lab.training import tasks, vocabulary
from grader.lab.training.gather import gather
from grader.lab.training.generate_text import Manner, write
from grader.paths import exercises
from reference.checkpoints import Checkpoint

TOKENS, TEMPERATURE = 200, 0.8
"""What a text is written with where nothing is said; a sorter or an adder answers, and takes the likeliest letter."""


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
) -> int:
    """Let a checkpoint write on your own pieces: `--prompt 210120` for a sorter, `--prompt 17+25` for an adder.

    Parameters
    ----------
    checkpoint
        A folder with config.json and model.safetensors: what `grader train` wrote, or any GPT-2.
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
    """
    for option, value, least in (("--tokens", tokens, 0), ("--temperature", temperature, 0), ("--top-k", top_k, 1)):
        if value is not None and not least <= value < math.inf:
            raise BadInput(f"{option} is {value:g}; it has to be {least} or more.")
    if top_p is not None and (top_p <= 0 or top_p > 1):
        raise BadInput(f"--top-p is {top_p:g}; it has to be above 0 and at most 1.")
    if fast:
        tree, whose = engine.engine_tree(exercises(), solutions=solutions)
        own = engine.FastWriter(tree)
        print(f"written with {whose}", file=sys.stderr)
    else:
        own = gather(("generate",), solutions=solutions, borrow=borrow)
    loaded = load(checkpoint)
    words = vocabulary.of_checkpoint(checkpoint, loaded.config)
    if words.task:
        if prompt is None:
            raise BadInput("Ask it something by --prompt: 210120 for a sorter of six letters, 17+25 for an adder.")
        asked, letters = tasks.question(words, prompt, loaded.config.n_positions)
    else:
        asked, letters = prompt or words.start, TOKENS
        words.encode(asked)  # what the model does not know is refused before anything is printed
        _put(prompt or "")
    if temperature is None:
        temperature = 0.0 if words.task else TEMPERATURE
    manner = Manner(temperature, top_k, top_p, np.random.default_rng(seed))
    write(own, _in_float(loaded), words, asked, letters if tokens is None else tokens, manner, _put)
    _put("\n")
    return 0


def _in_float(loaded: Checkpoint) -> Checkpoint:
    dtype = dtype_for(sum(array.size for array in loaded.params.values()))
    return Checkpoint(loaded.config, {name: array.astype(dtype) for name, array in loaded.params.items()})


def _put(text: str) -> None:
    print(text, end="", flush=True)
