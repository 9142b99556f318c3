"""Read a GPT-2 checkpoint, in any of the layouts in use, into this course's names; and write one under these.

| layout | prefix | matrices | head |
|---|---|---|---|
| Hugging Face | none, or `transformer.` | Conv1D (in, out) | tied: no `lm_head` |
| minGPT, nanoGPT | `transformer.`, perhaps `_orig_mod.` before it | Linear (out, in) | `lm_head`, tied or not |
| this course's | `W_e`, `h.0.W_attn`, … | (in, out) | `W_head` where untied |

The layout is read off `c_attn.weight`, (D, 3D) or (3D, D), never off a square matrix.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

OUTER = {
    "wte.weight": "W_e",
    "wpe.weight": "W_p",
    "ln_f.weight": "lnf_g",
    "ln_f.bias": "lnf_b",
    "lm_head.weight": "W_head",
}
INNER = {
    "ln_1.weight": "ln1_g",
    "ln_1.bias": "ln1_b",
    "attn.c_attn.weight": "W_attn",
    "attn.c_attn.bias": "b_attn",
    "attn.c_proj.weight": "W_proj",
    "attn.c_proj.bias": "b_proj",
    "ln_2.weight": "ln2_g",
    "ln_2.bias": "ln2_b",
    "mlp.c_fc.weight": "W1",
    "mlp.c_fc.bias": "b1",
    "mlp.c_proj.weight": "W2",
    "mlp.c_proj.bias": "b2",
}
MATRICES = ("W_attn", "W_proj", "W1", "W2")
GELUS = {"gelu_new": "tanh", "gelu_pytorch_tanh": "tanh", "gelu": "erf"}
"""Hugging Face's names of the two GELUs, and this course's; the first of each is the one that is written."""

SIZES = ("n_layer", "n_head", "n_embd", "vocab_size", "n_positions")

VARIANTS = {"scale_attn_weights": True, "scale_attn_by_inverse_layer_idx": False}
"""What Hugging Face's config can say of another model of the same shapes, and what it says of GPT-2."""

BUFFERS = re.compile(r"h\.\d+\.attn\.(bias|masked_bias)$")
"""Causal masks that old checkpoints carry; they are no parameters."""


class CheckpointError(ValueError):
    """A checkpoint cannot be read; the message says what is wrong with it and what to do."""


@dataclass(frozen=True)
class Config:
    """The shape of a GPT-2; `gelu` is "tanh" (what OpenAI's weights were trained with) or "erf"."""

    n_layer: int
    n_head: int
    n_embd: int
    vocab_size: int
    n_positions: int
    gelu: str = "tanh"
    eps: float = 1e-5

    def __post_init__(self) -> None:
        """Raise CheckpointError where no model has this shape."""
        for name in SIZES:
            size = getattr(self, name)
            if type(size) is not int or size < 1:
                raise CheckpointError(f"{name} is {size!r}; it has to be a whole number of 1 or more.")
        if self.n_embd % self.n_head:
            raise CheckpointError(f"n_head is {self.n_head}, which does not divide the {self.n_embd} of n_embd.")
        if not 0 < self.eps < 1:
            raise CheckpointError(f"layer_norm_epsilon is {self.eps}; it has to be above 0 and below 1.")


@dataclass(frozen=True)
class Checkpoint:
    """A model's shape and its parameters by this course's names; `W_head` is there only where it is untied."""

    config: Config
    params: dict[str, np.ndarray]

    @property
    def tied(self) -> bool:
        """Whether the head is the embedding."""
        return "W_head" not in self.params


def load(folder: Path) -> Checkpoint:
    """Read `config.json` and `model.safetensors` of a folder. Raises CheckpointError in words."""
    config = read_config(folder / "config.json")
    params = rename(read_safetensors(folder / "model.safetensors"))
    check(params, config)
    check_numbers(params)
    return Checkpoint(config, params)


def save(checkpoint: Checkpoint, folder: Path) -> None:
    """Write `config.json`, with Hugging Face's field names, and `model.safetensors`, with this course's.

    Each file is replaced whole, the config last: a folder without it is no checkpoint. Raises CheckpointError where
    the parameters do not fit the config.
    """
    from safetensors.numpy import save_file  # only where a checkpoint is written

    check(checkpoint.params, checkpoint.config)
    c = checkpoint.config
    found = {"model_type": "gpt2", "n_layer": c.n_layer, "n_head": c.n_head, "n_embd": c.n_embd}
    found |= {"vocab_size": c.vocab_size, "n_positions": c.n_positions, "layer_norm_epsilon": c.eps}
    found["activation_function"] = next(name for name, gelu in GELUS.items() if gelu == c.gelu)
    found["tie_word_embeddings"] = checkpoint.tied
    arrays = {name: np.ascontiguousarray(array) for name, array in checkpoint.params.items()}  # a view loses its order
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / "model.safetensors", lambda path: save_file(arrays, path))
    _replace(folder / "config.json", lambda path: path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8"))


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place, and put it there once it is whole."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        write(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read_config(path: Path) -> Config:
    """Read Hugging Face's config.json. Raises CheckpointError."""
    if not path.is_file():
        raise CheckpointError(f"{path} does not exist. A checkpoint has config.json and model.safetensors.")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        gelu = GELUS[found["activation_function"]]
        config = Config(
            **{key: found[key] for key in SIZES}, gelu=gelu, eps=float(found.get("layer_norm_epsilon", 1e-5))
        )
        odd = [f"{key} {found[key]}" for key, usual in VARIANTS.items() if found.get(key, usual) is not usual]
    except CheckpointError as trouble:
        raise CheckpointError(f"{path}: {trouble}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(f"{path} is not a GPT-2 config: {error!r} is missing or wrong.") from None
    if odd:
        raise CheckpointError(f"{path} is of another model, whose attention is scaled otherwise: {', '.join(odd)}.")
    return config


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """Read every array of a safetensors file; bfloat16, which NumPy lacks, as float32. Raises CheckpointError."""
    from safetensors import SafetensorError, deserialize  # only where a checkpoint is read
    from safetensors.numpy import load_file

    if not path.is_file():
        raise CheckpointError(f"{path} does not exist. Bring the checkpoint's model.safetensors there.")
    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{path} is not a whole safetensors file: {error}. Fetch it again.") from None
    except (KeyError, TypeError):  # a dtype that NumPy lacks
        return {name: _widened(name, **entry) for name, entry in deserialize(path.read_bytes())}


def _widened(name: str, dtype: str, shape: list[int], data: bytes) -> np.ndarray:
    """Return an array of a safetensors file as float32: a bfloat16 is the upper half of one."""
    if dtype == "BF16":
        return (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32).reshape(shape)
    if dtype in ("F64", "F32", "F16"):
        return np.frombuffer(data, f"<f{int(dtype[1:]) // 8}").astype(np.float32).reshape(shape)
    raise CheckpointError(f"{name} holds numbers of the type {dtype}, which cannot be read here. Save it as float32.")


def rename(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Give every array this course's name and orientation, (in, out). Raises CheckpointError for an unknown key."""
    if "W_e" in arrays:
        return dict(arrays)
    params: dict[str, np.ndarray] = {}
    for key, array in arrays.items():
        plain = str(key).removeprefix("_orig_mod.").removeprefix("transformer.")
        if BUFFERS.match(plain):
            continue
        name = _course_name(plain, key)
        if name in params:
            raise CheckpointError(f"the checkpoint has {plain} twice, with a prefix and without or with another.")
        params[name] = array
    if "h.0.W_attn" not in params:
        raise CheckpointError("the checkpoint has no h.0.attn.c_attn.weight: it is not a GPT-2.")
    if _is_linear_layout(params["h.0.W_attn"]):
        params |= {name: array.T for name, array in params.items() if name.rsplit(".", 1)[-1] in MATRICES}
    if "W_head" in params and np.array_equal(params["W_head"], params["W_e"]):
        del params["W_head"]
    return params


def _course_name(plain: str, key: str) -> str:
    if plain in OUTER:
        return OUTER[plain]
    layer = re.fullmatch(r"(h\.\d+)\.(.+)", plain)
    if layer and layer[2] in INNER:
        return f"{layer[1]}.{INNER[layer[2]]}"
    raise CheckpointError(f"the checkpoint has a key that no GPT-2 has: {key}.")


def _is_linear_layout(c_attn: np.ndarray) -> bool:
    """Whether c_attn.weight is (3D, D), as torch.nn.Linear keeps it, and not (D, 3D), as Conv1D does."""
    if len(c_attn.shape) == 2:
        rows, columns = c_attn.shape
        if rows == 3 * columns:
            return True
        if columns == 3 * rows:
            return False
    raise CheckpointError(f"c_attn.weight has shape {c_attn.shape}; wanted (D, 3D) or (3D, D).")


def shapes(config: Config) -> dict[str, tuple[int, ...]]:
    """Return the shape of every parameter of a tied model, by this course's names."""
    D = config.n_embd
    inner = {"ln1_g": (D,), "ln1_b": (D,), "W_attn": (D, 3 * D), "b_attn": (3 * D,), "W_proj": (D, D), "b_proj": (D,)}
    inner |= {"ln2_g": (D,), "ln2_b": (D,), "W1": (D, 4 * D), "b1": (4 * D,), "W2": (4 * D, D), "b2": (D,)}
    layers = {f"h.{i}.{name}": shape for i in range(config.n_layer) for name, shape in inner.items()}
    return {"W_e": (config.vocab_size, D), "W_p": (config.n_positions, D), **layers, "lnf_g": (D,), "lnf_b": (D,)}


def check(params: Mapping[str, np.ndarray], config: Config) -> None:
    """Raise CheckpointError unless the parameters are just those of the config, each of its shape."""
    if config.n_layer > len(params):
        raise CheckpointError(f"the config has {config.n_layer:,} layers, the checkpoint {len(params)} arrays in all.")
    wanted = shapes(config)
    if "W_head" in params:
        wanted["W_head"] = wanted["W_e"]
    missing, extra = sorted(wanted.keys() - params.keys()), sorted(params.keys() - wanted.keys())
    if missing or extra:
        raise CheckpointError(f"the checkpoint does not fit its config: missing {missing[:4]}, too many {extra[:4]}.")
    for name, shape in wanted.items():
        if params[name].shape != shape:
            raise CheckpointError(f"{name} has shape {params[name].shape}; the config wants {shape}.")


def check_numbers(params: Mapping[str, np.ndarray]) -> None:
    """Raise CheckpointError unless all parameters are floating-point numbers, and finite."""
    for name, array in params.items():
        if array.dtype.kind != "f":
            raise CheckpointError(f"{name} holds {array.dtype}; wanted floating-point numbers.")
        if not np.isfinite(array).all():
            raise CheckpointError(f"{name} holds NaN or infinity: its training ran away, or the file is damaged.")
