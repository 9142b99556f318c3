"""`grader export`: a checkpoint in the form of another project."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from grader.cli.terminal import relative_path, say
from grader.lab.model.loading import load
from grader.lab.weights.export import export


def export_(
    folder: Path,
    *,
    checkpoint: Path,
    to: Literal["hf", "nanogpt", "llmc"],
    gelu: Literal["tanh", "erf"] | None = None,
    heads: int | None = None,
) -> int:
    """Write a checkpoint as transformers, nanoGPT or llm.c keep theirs.

    Parameters
    ----------
    folder
        Where to write it: a new folder, or an empty one.
    checkpoint
        What `grader train` wrote, or any GPT-2 in a form that `grader weights --from` takes.
    to
        hf: config.json, model.safetensors and the tokenizer, for from_pretrained; nanogpt: ckpt.pt; llmc: gpt2.bin.
    gelu
        Which GELU the model was trained with, where the checkpoint does not say.
    heads
        How many heads it has, where the checkpoint does not say.
    """
    loaded = load(checkpoint, gelu, heads)
    say(loaded.choices)
    notes = export(loaded, checkpoint, to, folder)
    say(f"written: {', '.join(sorted(path.name for path in folder.iterdir()))} in {relative_path(folder)}", "bold")
    for note in notes:
        say(f"  {note}", "yellow")
    return 0
