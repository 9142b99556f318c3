"""`grader weights`: store GPT-2 124M from the hub, or weights from a file, for `run` and `benchmark`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from grader.cli.terminal import relative_path, say
from grader.errors import BadInput, ExitCode
from grader.lab.weights import store


def weights_(
    *,
    from_: Annotated[Path | None, Parameter(name="--from")] = None,
    gelu: Literal["tanh", "erf"] | None = None,
    heads: int | None = None,
) -> int:
    """Fetch GPT-2 124M and verify it, or bring weights by hand. HF_HOME and HF_ENDPOINT are honoured.

    Parameters
    ----------
    from_
        A file or a folder with a GPT-2's weights: safetensors, a PyTorch state dict or .npz, in Hugging Face's,
        nanoGPT's, minGPT's or this course's layout, llm.c's .bin, or a GGUF file (F32, F16, Q8_0).
    gelu
        With --from: which GELU the model was trained with, where nothing beside its weights says it.
    heads
        With --from: how many heads it has, where nothing beside its weights says it.
    """
    if not from_ and (gelu or heads):
        raise BadInput("--gelu and --heads say what --from leaves open; GPT-2 124M's are known.")
    try:
        stored = store.import_weights(from_, gelu, heads) if from_ else store.fetch_gpt2()
    except KeyboardInterrupt:
        say("interrupted; what has arrived is kept, and the same command goes on from there", "yellow")
        return ExitCode.INTERRUPTED
    if stored.put_aside:
        say(
            f"other weights stood in {relative_path(stored.folder)}; "
            f"they are kept in {relative_path(stored.put_aside)}",
            "yellow",
        )
    c = stored.config
    say(f"GPT-2 of {c.n_layer} layers, {c.n_head} heads, {c.n_embd} wide is in {relative_path(stored.folder)}", "bold")
    say(f"  {stored.choices}")
    if stored.published:
        say(f"  the published GPT-2 124M, sha256 {stored.sha256} verified", "green")
    else:
        say(f"  not the published GPT-2 124M; taken as it is, sha256 {stored.sha256}", "yellow")
    say(
        "  Next: grader benchmark"
        + ("" if stored.folder.name == "124M" else f" --checkpoint {relative_path(stored.folder)}")
    )
    return 0
