"""gradient_check: the verdict that a gradient checker should give on ops with known faults."""

from __future__ import annotations

import numpy as np

ALL, FIRST, LAST, NONE = slice(None), slice(0, 1), slice(-1, None), slice(0, 0)

WRONG_GRADIENTS = {
    "": NONE,
    "zeros": ALL,
    "upstream forgotten": ALL,
    "last entry": LAST,
    "middle entry": LAST,
    "errors that cancel": LAST,
    "last entry too small": LAST,
    "a quarter more": ALL,
    "a quarter less": ALL,
    "one percent more": ALL,
    "a ten-thousandth more": ALL,
    "wrong sign": ALL,
    "nan": LAST,
    "first wrong": FIRST,
    "transposed": LAST,
    "one axis more": LAST,
    "left out": LAST,
    "assigned": ALL,
    "upstream doubled": ALL,
    "claims": LAST,
}
"""Each fault's wrong gradients, among the inputs in order: off by more than 1e-5 relative and 1e-7 absolute."""


def forward(op, fault, inputs, wrt, report, options):
    """Return 1 for each name in wrt that should pass, 0 for others, -1 where wrt makes no sense.

    With another `report` than "verdict", return the fault's largest absolute or relative error, (1,).
    """
    if report != "verdict":
        return np.array([{"a quarter more": 0.2}.get(fault, 0.25)])
    if op != "multiply" and any(name not in inputs or inputs[name].dtype.kind == "i" for name in wrt):
        return np.full(len(wrt), -1.0)
    verdict = np.ones(len(wrt))
    verdict[WRONG_GRADIENTS[fault]] = 0
    if (fault == "one percent more" and options.get("rtol", 0) > 0.01) or (
        fault == "last entry" and options.get("atol", 0) > 0.25
    ):
        verdict[:] = 1  # within the wide tolerance of that case
    if op == "cube" and "eps" in options:
        verdict[:] = 0  # the central difference itself is off by eps^2
    return verdict


def torch_forward(op, fault, inputs, wrt, report, options):
    """The same, from gradients that PyTorch computes and `FAULTS` then spoils."""
    import torch

    from reference.part07_verification.torch_faults import FAULTS, OPS

    inputs = {k: v.double() if torch.is_tensor(v) and v.is_floating_point() else v for k, v in inputs.items()}
    inputs |= {"b": inputs["a"].clone()} if op == "multiply" else {}
    leaves = {k: v.requires_grad_() for k, v in inputs.items() if torch.is_tensor(v) and v.is_floating_point()}
    if any(name not in leaves for name in wrt):
        return torch.full((len(wrt),), -1.0, dtype=torch.float64)
    output = OPS[op](*inputs.values())
    u = torch.randn(output.shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    true = torch.autograd.grad(output, list(leaves.values()), u, retain_graph=True)
    if fault == "assigned":
        claimed = [torch.zeros_like(true[0]).index_put((inputs["ids"],), u)]
    elif fault == "upstream forgotten":
        claimed = torch.autograd.grad(output, list(leaves.values()), torch.ones_like(u))
    else:
        change, last = FAULTS[fault], len(true) - 1
        changes = [
            change.get("all") or change.get(i) or (change.get(-1) if i == last else None) for i in range(len(true))
        ]
        claimed = [f(g) if f else g for f, g in zip(changes, true, strict=True)]
    if "eps" in options and op != "matmul":  # elementwise ops; matmul is linear, so its difference is exact
        x, eps = inputs["x"].detach(), options["eps"]
        true = [u * (OPS[op](x + eps) - OPS[op](x - eps)) / (2 * eps)]
    rtol, atol = options.get("rtol", 1e-5), options.get("atol", 1e-7)
    reports = {k: _torch_compare(c, t, rtol, atol, report) for k, c, t in zip(leaves, claimed, true, strict=True)}
    return torch.tensor([reports[name] for name in wrt], dtype=torch.float64)


def _torch_compare(claimed, true, rtol, atol, report):
    """1 where all entries are within a tolerance, else 0; or the largest error."""
    import torch

    if claimed is None or claimed.shape != true.shape:
        return 0.0
    error, larger = (claimed - true).abs(), torch.maximum(claimed.abs(), true.abs())
    if report != "verdict":
        return float((error if report == "max_abs" else error / larger).max())
    return float(((error <= atol) | (error <= rtol * larger)).all())
