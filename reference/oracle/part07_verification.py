"""What PyTorch says of part 07's bank: its own gradient, and how far off each fault would make that."""

from __future__ import annotations

import torch

FORWARD = {
    "square": lambda x: x**2,
    "cube": lambda x: x**3,
    "matmul": torch.matmul,
    "add_bias": torch.add,
    "multiply": torch.mul,
    "softmax": lambda x: torch.softmax(x, -1),
    "softmax_sum": lambda x: torch.softmax(x, -1).sum(-1),
    "embedding": lambda W_e, ids: torch.nn.functional.embedding(ids, W_e),
    "reshape": torch.reshape,
    "sum_all": torch.sum,
    "sizes": lambda x: x * torch.tensor([1e6] * 8 + [1.0], dtype=torch.float64),
    "columns": lambda a, b, c: torch.stack([100 * a, 1e-8 * b, 2 * c]),
}


def _moved(amounts):
    """Add to some entries, by their places in the flattened gradient."""

    def change(g):
        flat = g.flatten().clone()
        for place, amount in amounts(len(flat)).items():
            flat[place] += amount
        return flat.reshape(g.shape)

    return change


CHANGES = {
    "": {},
    "zeros": {"all": torch.zeros_like},
    "last entry": {-1: _moved(lambda n: {n - 1: 0.25})},
    "middle entry": {-1: _moved(lambda n: {n // 2: 0.25})},
    "errors that cancel": {-1: _moved(lambda n: {0: 0.25, n - 1: -0.25})},
    "last entry too small": {-1: _moved(lambda n: {n - 1: -0.25})},
    "a quarter more": {"all": lambda g: g * 5 / 4},
    "a quarter less": {"all": lambda g: g * 3 / 4},
    "one percent more": {"all": lambda g: g * 101 / 100},
    "a ten-thousandth more": {"all": lambda g: g * 10001 / 10000},
    "upstream doubled": {"all": lambda g: g * 2},
    "wrong sign": {"all": torch.neg},
    "nan": {-1: _moved(lambda n: {0: torch.nan})},
    "first wrong": {0: torch.zeros_like},
    "transposed": {-1: lambda g: g.T},
    "one axis more": {-1: lambda g: g.unsqueeze(0)},
    "left out": {-1: lambda g: None},
    "claims": {0: lambda g: g * 1.000001, 1: lambda g: g * 3, 2: lambda g: g * 1.001},
}
"""What a fault does to the true gradient of all names, or of the one at a place among the inputs that have any."""


def gradient_check(op, fault, inputs, wrt, report, options):
    """The verdict for each name in wrt, 1 for passed; or the largest error."""
    inputs = {k: v.double() if torch.is_tensor(v) and v.is_floating_point() else v for k, v in inputs.items()}
    inputs |= {"b": inputs["a"].clone()} if op == "multiply" else {}
    leaves = {k: v.requires_grad_() for k, v in inputs.items() if torch.is_tensor(v) and v.is_floating_point()}
    if any(name not in leaves for name in wrt):
        return torch.full((len(wrt),), -1.0, dtype=torch.float64)
    output = FORWARD[op](*inputs.values())
    u = torch.randn(output.shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    true = torch.autograd.grad(output, list(leaves.values()), u, retain_graph=True)
    if fault == "assigned":
        claimed = [torch.zeros_like(true[0]).index_put((inputs["ids"],), u)]
    elif fault == "upstream forgotten":
        claimed = torch.autograd.grad(output, list(leaves.values()), torch.ones_like(u))
    else:
        change, last = CHANGES[fault], len(true) - 1
        asked = [
            change.get("all") or change.get(i) or (change.get(-1) if i == last else None) for i in range(len(true))
        ]
        claimed = [f(g) if f else g for f, g in zip(asked, true, strict=True)]
    if "eps" in options and op != "matmul":  # ops that work entry by entry; matmul's difference is its derivative
        x, eps = inputs["x"].detach(), options["eps"]
        true = [u * (FORWARD[op](x + eps) - FORWARD[op](x - eps)) / (2 * eps)]
    rtol, atol = options.get("rtol", 1e-5), options.get("atol", 1e-7)
    found = {k: _compare(c, t, rtol, atol, report) for k, c, t in zip(leaves, claimed, true, strict=True)}
    return torch.tensor([found[name] for name in wrt], dtype=torch.float64)


def _compare(claimed, true, rtol, atol, report):
    if claimed is None or claimed.shape != true.shape:
        return 0.0
    off, larger = (claimed - true).abs(), torch.maximum(claimed.abs(), true.abs())
    if report != "verdict":
        return float((off if report == "max_abs" else off / larger).max())
    return float(((off <= atol) | (off <= rtol * larger)).all())
