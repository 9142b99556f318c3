"""What PyTorch finds of part 07's bank: its own gradient beside what each op's backward returns."""

from __future__ import annotations

import numpy as np
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


def gradient_check(op, fault, inputs, wrt, report, options):
    """Hold the bank's backward against autograd (or, with a step, against differences of PyTorch's forward)."""
    from grader.catalog.part07_verification._bank import spoiled  # what is judged is the bank's own backward

    inputs = {k: v.double() if torch.is_tensor(v) and v.is_floating_point() else v for k, v in inputs.items()}
    inputs |= {"b": inputs["a"].clone()} if op == "multiply" else {}
    if any(not inputs[name].is_floating_point() for name in wrt):
        return torch.full((len(wrt),), -1.0, dtype=torch.float64)
    leaves = {name: inputs[name].detach().clone().requires_grad_() for name in wrt}
    output = FORWARD[op](*(inputs | leaves).values())
    u = torch.randn(output.shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    true = dict(zip(wrt, torch.autograd.grad(output, list(leaves.values()), u), strict=True))
    if "eps" in options and op != "matmul":  # ops that work entry by entry; matmul's difference is its derivative
        x, eps = inputs["x"], options["eps"]
        true["x"] = u * (FORWARD[op](x + eps) - FORWARD[op](x - eps)) / (2 * eps)
    _, backward = spoiled(op, fault)(*(v.numpy() if torch.is_tensor(v) else v for v in inputs.values()))
    claimed = backward(u.numpy().copy())
    rtol, atol = options.get("rtol", 1e-5), options.get("atol", 1e-7)
    found = [_compare(claimed.get(name), true[name].numpy(), rtol, atol, report) for name in wrt]
    return torch.tensor(found, dtype=torch.float64)


def _compare(claimed, true, rtol, atol, report):
    if claimed is None or np.shape(claimed) != true.shape:
        return 0.0
    off, larger = np.abs(claimed - true), np.maximum(np.abs(claimed), np.abs(true))
    if report != "verdict":
        return float(np.max(off if report == "max_abs" else off / larger))
    return float(np.all((off <= atol) | (off <= rtol * larger)))
