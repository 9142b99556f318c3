"""Known mistakes of load_state_dict by the first words of the sentence that explains them."""

EXPLAINED = {
    "PyTorch's `Linear` multiplies": (
        "never-transposed",
        "always-transposed",
    ),
    "A square `c_proj`": ("square-left-untransposed",),
    "A table is": ("tables-transposed-too",),
    "An array without": (
        "unknown-keys-skipped",
        "too-many-passed-over",
        "missing-passed-over",
    ),
    "NumPy copies a": ("shapes-not-compared",),
    "A checkpoint may": (
        "untied-head-dropped",
        "tied-copy-refused",
    ),
    "What can fail": ("half-loaded",),
    "`h.0.attn.bias` is a": ("masks-refused",),
    "A prefix says": ("compiled-prefix-forgotten",),
    "Writing into `tensor.data[...]`": (
        "arrays-shared",
        "dtype-of-the-checkpoint",
    ),
}
