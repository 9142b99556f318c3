"""Part 03: linear algebra."""

TITLE = "Linear algebra"
ORDER = (
    "add",
    "multiply",
    "add_bias",
    "scale",
    "relu",
    "gelu",
    "gelu_tanh",
    "matmul",
    "linear",
    "sum_all",
    "sum_last_axis",
    "mean_last_axis",
    "transpose",
    "reshape",
)
