"""`grader weights`: store GPT-2 124M from the hub, or weights from a file, for `run` and `benchmark`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from grader.cli.terminal import relative_path, say
from grader.errors import BadInput, ExitCode
from grader.lab.weights import store
from grader.lab.weights.hub_repo import fetch_repo
from grader.lab.weights.store import StoredWeights


def weights_(
    *,
    from_: Annotated[Path | None, Parameter(name="--from")] = None,
    gelu: Literal["tanh", "erf"] | None = None,
    heads: int | None = None,
    repo: str | None = None,
    revision: str | None = None,
) -> int:
    """Fetch a GPT-2 of the hub and verify it, or bring weights by hand. HF_HOME and HF_ENDPOINT are honoured.

    Parameters
    ----------
    from_
        A file or a folder with a GPT-2's weights: safetensors, a PyTorch state dict or .npz, in Hugging Face's,
        nanoGPT's, minGPT's or this course's layout, OpenAI's TensorFlow folder (model.ckpt.*), llm.c's .bin, or a GGUF
        file (F32, F16, Q8_0).
    gelu
        With --from: which GELU the model was trained with, where nothing beside its weights says it.
    heads
        With --from: how many heads it has, where nothing beside its weights says it.
    repo
        Fetch this GPT-2 of the hub instead, OWNER/NAME, such as openai-community/gpt2-medium; offline, take it from the
        hub's cache.
    revision
        With --repo: the revision, a branch or a commit (main).
    """
    if repo and from_:
        raise BadInput("--repo fetches weights, --from takes what is here: give one of them.")
    if revision and not repo:
        raise BadInput("--revision is of a repository: name it by --repo.")
    if not from_ and (gelu or heads):
        raise BadInput("--gelu and --heads say what --from leaves open; GPT-2 124M's are known.")
    try:
        stored = _fetch(repo, revision) if repo else _bring(from_, gelu, heads)
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


def _bring(path: Path | None, gelu: str | None, heads: int | None) -> StoredWeights:
    return store.import_weights(path, gelu, heads) if path else store.fetch_gpt2()


def _fetch(repo: str, revision: str | None) -> StoredWeights:
    """Fetch a repository, say at which revision and by which hash, and store it under its own name."""
    fetched = fetch_repo(repo, revision)
    say(f"{fetched.files[0].repo} at revision {fetched.files[0].revision}")
    for file in fetched.files:
        say(f"  {file.name}, {file.size:,} bytes, sha256 {file.sha256} verified, by {fetched.source}")
    return store.import_weights(fetched.weights, name=repo.replace("/", "--"))
