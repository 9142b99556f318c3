"""Give a checkpoint back in the form of another project, so that its own code loads it without a missing key."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from grader.errors import BadInput
from grader.lab.weights import llmc_files, state_files
from grader.paths import installing
from reference.checkpoint_config import config_json
from reference.checkpoints import Checkpoint
from reference.layouts import Layout, state_of
from reference.published import MODELS
from reference.tokenizer import vocabulary_files

MADE_BY = {"made_by": "gpt2-by-hand"}

GPT2_TOKENS = MODELS["124M"].vocab_size


def export(checkpoint: Checkpoint, source: Path, form: str, folder: Path) -> list[str]:
    """Write a checkpoint into `folder` in the form "hf", "nanogpt" or "llmc"; return what its reader has to know.

    `source` is where it came from: the vocabulary beside it goes along. Raises BadInput where the form cannot hold the
    model, and where anything stands in the folder.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder} is not empty, and nothing is overwritten. Name another folder.")
    write = FORMS[form]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        notes = write(checkpoint, folder)
        for name, beside in state_files.vocabulary_files(source if source.is_dir() else source.parent).items():
            if not (folder / name).exists():
                shutil.copyfile(beside, folder / name)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror}.") from None
    return notes


def _hf(checkpoint: Checkpoint, folder: Path) -> list[str]:
    """Write what `transformers.GPT2LMHeadModel.from_pretrained` and `AutoTokenizer.from_pretrained` read."""
    from safetensors.numpy import save_file

    state = state_of(checkpoint.params, Layout.HUB, "transformer.")
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"} | MADE_BY)
    config = json.loads(config_json(checkpoint.config, checkpoint.tied))
    config |= {"architectures": ["GPT2LMHeadModel"]}
    if checkpoint.config.vocab_size == GPT2_TOKENS:
        config |= {"bos_token_id": GPT2_TOKENS - 1, "eos_token_id": GPT2_TOKENS - 1}
        for name, path in vocabulary_files().items():
            shutil.copyfile(path, folder / name)
        positions = {"tokenizer_class": "GPT2Tokenizer", "model_max_length": checkpoint.config.n_positions}
        (folder / "tokenizer_config.json").write_text(json.dumps(positions, indent=1) + "\n", encoding="utf-8")
    else:
        config |= {"bos_token_id": None, "eos_token_id": None}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    return []


def _nanogpt(checkpoint: Checkpoint, folder: Path) -> list[str]:
    """Write the ckpt.pt that nanoGPT's `sample.py --init_from=resume` reads."""
    if importlib.util.find_spec("torch") is None:
        raise BadInput(f"ckpt.pt is PyTorch's, which is not installed: {installing('oracle')} brings it.")
    import torch

    c = checkpoint.config
    state = state_of(checkpoint.params, Layout.LINEAR, "transformer.")
    state.setdefault("lm_head.weight", state["transformer.wte.weight"])
    sizes = {"n_layer": c.n_layer, "n_head": c.n_head, "n_embd": c.n_embd, "block_size": c.n_positions}
    sizes |= {"bias": True, "vocab_size": c.vocab_size, "dropout": 0.0}
    tensors = {key: torch.from_numpy(array) for key, array in state.items()}
    torch.save({"model": tensors, "model_args": sizes, "iter_num": 0, "config": dict(MADE_BY)}, folder / "ckpt.pt")
    notes = []
    if c.gelu == "tanh":
        notes.append("the model has the tanh GELU: nanoGPT since May 2023 computes erf's, so set its MLP's")
    if not checkpoint.tied:
        notes.append("the head is its own: nanoGPT ties it to the embedding, so take that line out of its model.py")
    return notes


def _llmc(checkpoint: Checkpoint, folder: Path) -> list[str]:
    """Write llm.c's .bin, version 3 (float32), which its GPT-2 programs read."""
    if checkpoint.config.gelu != "tanh" or not checkpoint.tied:
        raise BadInput("llm.c's GPT-2 has the tanh GELU and a tied head, and nothing in its file says otherwise.")
    llmc_files.write(folder / "gpt2.bin", checkpoint)
    return []


FORMS: dict[str, Callable[[Checkpoint, Path], list[str]]] = {"hf": _hf, "nanogpt": _nanogpt, "llmc": _llmc}
"""By the name under `--to`."""
